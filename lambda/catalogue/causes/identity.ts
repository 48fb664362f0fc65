/** Causes that lie with authentication: log in by an identity provider, and bearer tokens. */
import { FAILED, RULES } from './commands.ts';
import { type CauseDefinitions, REASONS, TROUBLE } from './definition.ts';

export const IDENTITY_CAUSES = {
  AuthRequired: {
    side: 'client',
    codes: ['401'],
    meaning: 'The rule asks for a logged-in user and this request had none.',
    tell: '401 of an authenticate action without error_reason.',
    check: 'API clients without a session on a rule with onUnauthenticatedRequest deny; sessions that ended.',
    page: `${TROUBLE}#http-401-issues`,
    over: 'A few are always there: sessions end. Over means: back to the number of other days.',
    show: `${RULES}: the rule with authenticate and onUnauthenticatedRequest deny. ${FAILED}: which paths.`,
    fix: 'API clients without a session need another rule before this one. After a change of the rule: change it back.',
  },
  AuthFailed: {
    side: 'client',
    codes: ['401'],
    meaning: 'The login of a user failed: cookie, state, code or token was missing or not valid.',
    tell: 'error_reason starts with AuthInvalid or AuthMissing; the identity provider itself answered.',
    check:
      'Single ones are normal (bookmarked callbacks, expired cookies); many at once: redirect URI, client secret, clock, several host names for one login.',
    page: REASONS,
    over: 'A few are always there: bookmarks of callbacks, old cookies. Over means: back to the number of other days.',
    show: `${FAILED}: errorReason. ${RULES}: client id, issuer and endpoints of the rule.`,
    fix: 'Many at once: renew the client secret, correct the redirect URI (https://HOST/oauth2/idpresponse), log in under one host name.',
  },
  IdpError: {
    side: 'identityProvider',
    codes: ['401', '500', '561'],
    meaning: 'The identity provider answered with an error or with something unusable.',
    tell: '561, or error_reason AuthTokenEpRequestFailed, AuthUserinfoEpRequestFailed, AuthInvalid…Response, AuthUserinfoResponseSizeExceeded.',
    check: "The identity provider's status and log, client id and secret, claims over 11 KB.",
    page: `${TROUBLE}#http-561-issues`,
    show: `The status page and log of the identity provider. ${FAILED}: errorReason. Whether its endpoint answers: \`curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' TOKEN_ENDPOINT\` (400 and the like are an answer).`,
    fix: 'Theirs: tell them, and wait. Yours: client id and secret in the rule; claims under 11 KB (fewer groups in the token).',
  },
  IdpTimeout: {
    side: 'identityProvider',
    codes: ['500'],
    meaning: 'The identity provider could not be reached within 5 seconds.',
    tell: 'error_reason is AuthTokenEpRequestTimeout or AuthUserinfoEpRequestTimeout.',
    check:
      "DNS, route and security group from the load balancer's subnets to the identity provider (an internal load balancer needs a NAT gateway), then its latency.",
    page: `${TROUBLE}#http-500-issues`,
    timeout: 'The load balancer stops waiting for the identity provider',
    show: `The route from the subnets of the load balancer to the internet: \`aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=SUBNET\`; an internal load balancer needs a NAT gateway. Its security group must let port 443 out.`,
    fix: 'Open the way, or wait for the identity provider if it is slow: the load balancer gives it 5 seconds, which cannot be changed.',
  },
  JwtInvalid: {
    side: 'client',
    codes: ['401'],
    meaning: 'The bearer token was missing, malformed, or did not pass its signature or claims.',
    tell: 'error_reason starts with JWT.',
    check: 'Expired tokens of one client, a changed issuer or audience, a rotated signing key.',
    page: `${TROUBLE}#http-401-issues`,
    over: 'A few are always there: tokens expire. Over means: back to the number of other days.',
    show: `${FAILED}: errorReason says missing, malformed, signature or claim.`,
    fix: 'One client: a new token. All clients: issuer, audience or key changed on one side only; change the rule or the issuer.',
  },
  JwksUnavailable: {
    side: 'identityProvider',
    codes: ['500', '562'],
    meaning: 'The keys that sign the bearer tokens could not be fetched or used.',
    tell: '562, or error_reason starts with JWKS.',
    check: 'The JWKS endpoint: reachable within 5 seconds, 2xx, at most 10 keys and 150 KB.',
    page: `${TROUBLE}#http-562-issues`,
    timeout: 'The load balancer stops waiting for the keys',
    show: "`curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' JWKS_URL` from the subnets of the load balancer: 200 within 5 seconds.",
    fix: 'Make the endpoint reachable and fast, with at most 10 keys and 150 KB.',
  },
} as const satisfies CauseDefinitions;
