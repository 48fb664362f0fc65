import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { albAccess } from '../../../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../../../lambda/formats/format.ts';
import { ingest } from '../../../lambda/ingest/ingest.ts';
import { weightOf } from '../../../lambda/measure/weight.ts';
import type { PublicationMember } from '../../../lambda/publish/publish.ts';
import { createUnits, type GatheredUnit, UNIT_BYTES_MAX } from '../../../lambda/publish/units.ts';

const MINUTE = 60_000;

/** An object with an entry in each of so many minutes of a load balancer. */
async function member(
  loadBalancer: string,
  minutes: number,
  standing: Partial<PublicationMember['standing']> = {},
): Promise<PublicationMember> {
  const line = (at: number) =>
    `h2 ${new Date(at).toISOString()} app/${loadBalancer}/50dc6c495c0c9188 1.2.3.4:5 - 0.1 0.1 0.1 200 200 34 366 "GET https://a:443/ HTTP/1.1" "curl" - - - "Root=1"\n`;
  const text = Array.from({ length: minutes }, (_, minute) => line(1_700_000_000_000 + minute * MINUTE)).join('');
  const chunks = (async function* () {
    yield Buffer.from(text);
  })();
  const object = { key: loadBalancer, format: albAccess, facts: NO_FACTS, chunks };
  const fresh = { id: loadBalancer, requestsDone: 0, isInDoubt: false, doubtUntil: 0, cut: undefined, seen: undefined };
  return {
    ingested: await ingest(object, { config: DEFAULT_CONFIG }),
    standing: { ...fresh, ...standing },
    ingestedAt: 0,
    isReplay: false,
  };
}

/** Units whose publication ends when the test says so. */
function gathered() {
  const begun: string[][] = [];
  const ends: (() => void)[] = [];
  const units = createUnits<string>(({ members }: GatheredUnit<string>) => {
    begun.push(members.map(({ ingested }) => ingested.key));
    return new Promise((resolve) => ends.push(resolve));
  });
  return { units, begun, end: () => ends.shift()?.() };
}

/** Two objects of so many minutes fit in one request, and three do not. */
const MINUTES_OF_TWO = 24;

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('objects that fit one request are one unit', async () => {
  const { units, begun, end } = gathered();
  for (const name of ['a', 'b', 'c']) await units.add(await member(name, 2));
  const finished = units.finish();
  await settled();
  expect(begun).toEqual([['a', 'b', 'c']]);
  end();
  await finished;
});

test('the next unit is gathered while one is published, and waits for it', async () => {
  const { units, begun, end } = gathered();
  for (const name of ['a', 'b', 'c']) await units.add(await member(name, MINUTES_OF_TWO));
  // The third did not fit next to the first two; nobody has waited for their publication.
  expect(begun).toEqual([['a', 'b']]);
  for (const name of ['d', 'e']) void units.add(await member(name, MINUTES_OF_TWO));
  await settled();
  expect(begun).toEqual([['a', 'b']]);
  end();
  await settled();
  expect(begun).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test.each([{ isInDoubt: true }, { requestsDone: 1 }, { doubtUntil: 3 }])(
  'an object that somebody began to publish is its own unit: %o',
  async (begunBefore) => {
    const { units, begun, end } = gathered();
    await units.add(await member('a', 2));
    await units.add(await member('doubt', 2, begunBefore));
    await units.add(await member('b', 2));
    const finished = units.finish();
    end();
    await settled();
    end();
    await finished;
    expect(begun).toEqual([['doubt'], ['a', 'b']]);
  },
);

test('while much waits to be published no more is gathered', async () => {
  const { units, end } = gathered();
  const big = await member('big', 3_500);
  expect(weightOf(big.ingested.aggregates)).toBeGreaterThan(UNIT_BYTES_MAX / 2);
  let added = 0;
  const adding = (async () => {
    for (const name of ['one', 'two']) {
      await units.add({ ...big, standing: { ...big.standing, id: name } });
      added++;
    }
  })();
  await settled();
  expect(added).toBe(1);
  end();
  await settled();
  expect(added).toBe(2);
  end();
  await adding;
});
