/** The measurements of this folder by name, and what each is about. */

/** Each is a file of this folder that exports `run(args)`. */
export const BENCHES = {
  throughput: 'CPU of reading, checking, parsing and counting one large object, against other programs (the default)',
  small: 'many small objects, one after the other in one process',
  memory: 'peak memory and time for 10 thousand to 10 million lines',
  shapes: 'several load balancers or 50 target groups in one object, routes and causes, against the plain case',
  formats: 'CPU of each format, against gzip -dc of the same object',
  routes: 'finding the route of a request, by number of routes, against one regular expression a route',
  start: "size of the function's bundle, and the time to load it",
  batch: 'wall and CPU time of a batch of small objects when AWS takes its time',
  cost: "AWS's list prices times counted calls, for three shapes of traffic and four ways to go",
  alarms: 'when alarms fire on data that arrive late',
  verdict: 'whether the verdict names what is known to be wrong in made-up incidents',
  arm64: 'whether the function says on another processor what it says here',
  preview: 'npm start up to the page: CPU and peak memory for a week, a fleet and one very large object',
  tables: 'all that README.md shows, written into it: a quarter of an hour',
  closings: 'real targets that close connections which idled too long, or in the middle of their work',
} as const;
