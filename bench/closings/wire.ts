/** A wire between proxy and target: what goes in comes out so many milliseconds later, the end of a connection too. */
import { connect, createServer, type Socket } from 'node:net';

export interface Wire {
  readonly port: number;
  readonly cut: () => void;
}

export async function wire(targetPort: number, oneWayMillis: number): Promise<Wire> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    for (const socket of [near, far]) open.add(socket.on('close', () => open.delete(socket)));
    join(near, far, oneWayMillis);
    join(far, near, oneWayMillis);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    cut() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function join(from: Socket, to: Socket, millis: number): void {
  const later = (act: () => void) => setTimeout(act, millis);
  from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.resetAndDestroy()));
}
