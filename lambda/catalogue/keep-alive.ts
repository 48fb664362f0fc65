/**
 * How long each kind of server keeps an idle connection open, and where that is set. It has to be longer than the idle
 * timeout of the load balancer (60 seconds unless somebody changed it), or the server closes connections just when a
 * request is sent over them.
 *
 * Source: each server's documentation, November 2026; the rule: Application Load Balancer user guide, "Connection idle
 * timeout".
 */

export interface KeepAliveSetting {
  readonly server: string;
  /** The setting as it is written, with a value that fits an idle timeout of 60 seconds. */
  readonly setting: string;
  /** What the server does if nobody sets it. */
  readonly unset: string;
}

export const KEEP_ALIVE_SETTINGS: readonly KeepAliveSetting[] = [
  {
    server: 'Node (http, Express, Next.js, NestJS)',
    setting:
      '`server.keepAliveTimeout = 65_000`, and `server.headersTimeout` above it; `next start --keepAliveTimeout 65000`',
    unset: '5 s up to Node 25; later ones 65 s. Fastify: 72 s',
  },
  {
    server: 'gunicorn (gthread, gevent)',
    setting: '`--keep-alive 65`',
    unset: '2 s. Its sync workers close after each answer, so they cannot race',
  },
  { server: 'uvicorn', setting: '`--timeout-keep-alive 65`', unset: '5 s' },
  {
    server: 'nginx on the target',
    setting: '`keepalive_timeout 75s`, and `keepalive_requests` as high as one connection gets',
    unset: '75 s',
  },
  {
    server: 'Tomcat, Spring Boot',
    setting: '`keepAliveTimeout="65000"` of the Connector; `server.tomcat.keep-alive-timeout=65s`',
    unset: 'that of `connectionTimeout`: 60 s, 20 s in the server.xml it comes with',
  },
  {
    server: 'Go net/http',
    setting: '`http.Server{IdleTimeout: 65 * time.Second}`',
    unset: 'that of `ReadTimeout`; none if that is not set either',
  },
  { server: 'Puma', setting: '`persistent_timeout 65`', unset: '20 s; 65 s from Puma 7 on' },
  {
    server: 'Apache, also before PHP-FPM',
    setting: '`KeepAlive On` and `KeepAliveTimeout 65`',
    unset: '5 s',
  },
];
