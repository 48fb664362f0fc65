/** The measurements of this folder by name, what each is about, and its options. */

export interface Listed {
  readonly about: string;
  /** `--name VALUE`, or `--name` alone -> what it does. */
  readonly options: Readonly<Record<string, string>>;
}

const PAIRS = 'how often each two are measured, one after the other (default 5)';

/** Each is a file of this folder that exports `run(args)`. */
export const BENCHES = {
  throughput: {
    about: 'CPU of reading, checking, parsing and counting one large object, against other programs (the default)',
    options: {
      '--lines N': 'of the object (default 1000000)',
      '--pairs N': PAIRS,
      '--slow-pairs N': 'the same for programs that take long (default 3)',
      '--only PART,PART': 'programs with one of these in their name',
    },
  },
  small: {
    about: 'many small objects, one after the other in one process',
    options: {
      '--objects N': 'how many (default 500)',
      '--lines N': 'of each object (default 2000)',
      '--pairs N': PAIRS,
    },
  },
  memory: {
    about: 'peak memory and time for 10 thousand to 10 million lines',
    options: {
      '--largest N': 'lines of the largest object (default 10000000)',
      '--runs N': 'of each size (default 3)',
    },
  },
  shapes: {
    about: 'several load balancers or 50 target groups in one object, routes and causes, against the plain case',
    options: {
      '--lines N': 'of each object (default 1000000)',
      '--pairs N': PAIRS,
      '--varied': 'only the two that are checked against the plain reader',
    },
  },
  formats: {
    about: 'CPU of each format, against gzip -dc of the same object',
    options: {
      '--lines N': 'of each object (default 300000)',
      '--pairs N': PAIRS,
      '--only NAME,NAME': 'these formats',
      '--plain': 'the plain reader, too',
    },
  },
  routes: {
    about: 'finding the route of a request, by number of routes, against one regular expression a route',
    options: { '--lookups N': 'requests (default 1000000)' },
  },
  start: {
    about: "size of the function's bundle, and the time to load it",
    options: { '--pairs N': 'how often it is loaded, each time next to an empty one (default 21)' },
  },
  batch: {
    about: 'wall and CPU time of a batch of small objects when AWS takes its time',
    options: {
      '--runs N': 'of each batch (default 11)',
      '--processes N': 'instead: all objects through so many processes',
      '--objects N': 'with --processes: how many (default 5000)',
      '--lines N': 'with --processes: of each object (default 20)',
    },
  },
  cost: {
    about: "AWS's list prices times counted calls, for three shapes of traffic and four ways to go",
    options: { '--lines N': 'of each shape (default 1500000)', '--only PART': 'shapes with this in their name' },
  },
  alarms: {
    about: 'when alarms fire on data that arrive late',
    options: {
      '--set NAME': 'one set of scenarios (default: all)',
      '--trials N': 'of each incident (default 20)',
      '--weeks N': 'of quiet traffic (default 1)',
      '--seed N': 'same seed, same traffic (default 1)',
      '--only NAME': 'only these alarms; may be given several times',
    },
  },
  verdict: {
    about: 'whether the verdict names what is known to be wrong in made-up incidents',
    options: {
      '--seeds N': 'scenarios of each kind (default 14)',
      '--first N': 'the first seed (default 1)',
      '--kind PART': 'kinds with this in their name',
      '--account': 'as the verdict in an account reads them',
      '--wrong': 'prints the verdicts that are wrong',
    },
  },
  arm64: {
    about: 'whether the function says on another processor what it says here',
    options: {
      '--node COMMAND': "another Node, such as 'qemu-aarch64 DIR/bin/node' (must be given)",
      '--lines N': 'of each object (default 3000)',
      '--fuzz-lines N': 'damaged lines (default 20000)',
      '--seed N': 'same seed, same lines (default 1)',
    },
  },
  preview: {
    about: 'npm start up to the page: CPU and peak memory for a week, a fleet and one very large object',
    options: {
      '--full': 'the sizes of the document',
      '--tiny': 'sizes that only show that it runs',
      '--only NAME': 'week, fleet or object',
    },
  },
  tables: {
    about: 'all that README.md shows, written into it: a quarter of an hour',
    options: { '--only NAME,NAME': 'these parts of the document' },
  },
  closings: {
    about: 'real targets that close connections which idled too long, or in the middle of their work',
    options: {
      '--rtt N,N': 'milliseconds between load balancer and target (default 0,1,5)',
      '--rounds N': 'of each (default 20)',
    },
  },
} as const satisfies Readonly<Record<string, Listed>>;
