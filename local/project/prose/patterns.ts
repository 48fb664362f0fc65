/**
 * What makes our English hard to read, and what to write instead. The guide is in CONTRIBUTING.md ("How we write"). To
 * add a pattern, add an entry. Each is tried on every document, comment and string.
 */

export interface ProsePattern {
  readonly find: RegExp;
  /** What to write instead. */
  readonly write: string;
  /** A sentence that it finds. */
  readonly example: string;
}

/** "For" that begins a clause, recognized by a verb within some words. "For example" and "for all" begin none. */
const CLAUSE =
  /[,;:] for (?!example|instance|each|every|all\b|which|whom|how)(?:(?!(?:that|which|whose|who)\b)[\w'-]+\s){1,6}?(?:is|are|was|were|has|have|had|does|do|did|can|cannot|may|must|would|will)\b/g;

const WORDS: readonly ProsePattern[] = [
  { find: CLAUSE, write: 'because', example: 'It is dropped, for the clock was wrong.' },
  {
    find: /, since (?!(?:the|a|its) (?:start|begin|last|first)|then|when|19|20|\d)/gi,
    write: 'because',
    example: 'It is kept, since others may use it.',
  },
  {
    find: /\b(?:who|whom|what|which)(?:so)?ever\b/gi,
    write: 'who, what, any or every',
    example: 'Whoever made the answer.',
  },
  {
    find: /\bof (?:its|their|our|your|my|one's) own\b/gi,
    write: 'its own …, or a separate …',
    example: 'It has a table of its own.',
  },
  { find: /\bof (?:ours|yours|theirs|hers|mine)\b/gi, write: 'our …, your …', example: 'A topic of yours.' },
  { find: /\bparted\b/gi, write: 'separated', example: 'Lines are parted by a comma.' },
  {
    find: /\b(?:tell|tells|told|telling) (?:\w+ ){0,6}(?:apart|from)\b/gi,
    write: 'distinguishes, or separates',
    example: 'It tells one cause from another.',
  },
  {
    find: /\b(?:tells?|told) (?:of|nothing|that)\b/gi,
    write: 'reports, says',
    example: 'The bucket tells of new objects.',
  },
  {
    find: /\b(?:mails|(?:an?|the|each|every|that|this|by|as|per|one|no|plain|its|in) mail)\b(?!-)/gi,
    write: 'email',
    example: 'A mail for every page.',
  },
  { find: /\be-mails?\b/gi, write: 'email', example: 'An e-mail address.' },
  { find: /\bin good order\b/gi, write: 'correct, or in order', example: 'All is in good order.' },
  { find: /\bthe desk\b/gi, write: 'locally, on your machine', example: 'As at the desk.' },
  { find: /\banew\b/gi, write: 'again', example: 'It is read anew.' },
  { find: /\bby (?:itself|themselves)\b/gi, write: 'automatically, or alone', example: 'It ends by itself.' },
  { find: /\bbesides\b/gi, write: 'also, or in addition to', example: 'Besides, it is late.' },
  { find: /\bbeside\b/gi, write: 'next to', example: 'Beside the metrics of AWS.' },
  { find: /\bmend(?:s|ed|ing)?\b/gi, write: 'fix', example: 'Once the cause is mended.' },
  {
    find: /\b(?:let|lets|letting) in\b/gi,
    write: 'allows, accepts writes from',
    example: 'The bucket lets in other accounts.',
  },
  { find: /\bsome \d/gi, write: 'about', example: 'It takes some 20 ms.' },
  { find: /\bat hand\b/gi, write: 'available', example: 'The tool was not at hand.' },
  {
    find: /\b(?:goes|go|going|went) on (?:with|where|as)\b/gi,
    write: 'continues',
    example: 'It goes on with the next.',
  },
  { find: /\btak(?:e|es|en|ing) off\b/gi, write: 'subtract', example: 'It takes off the share.' },
  { find: /\ball the same\b/gi, write: 'still, anyway', example: 'What was missed all the same.' },
  { find: /\bfor certain\b/gi, write: 'certainly', example: 'It was refused for certain.' },
  {
    find: /\b(?:thereof|thereby|whereby|hence|thus|moreover|whence|upon|hitherto|amid|albeit|ought|shall)\b/gi,
    write: 'a plain word',
    example: 'Hence it is late.',
  },
  {
    find: /\b(?:stands|stand|standing|stood) (?:in|on|at|above|below|between|there|where|under|before|after)\b/gi,
    write: 'is',
    example: 'It stands in the log.',
  },
  { find: /\b(?:is|are|was|were) to be\b/gi, write: 'must be, will be', example: 'It is to be 0.' },
  {
    find: /(?:^|[.:;] )(?:only so|only then|nor)\b/gi,
    write: 'subject first: "this is the only way to …"',
    example: 'Only so does it read as 404.',
  },
  {
    find: /\b(?:nor|neither) (?:is|are|was|were|does|do|did|can|has|have|will)\b/gi,
    write: 'subject first: "and it does not …"',
    example: 'It is not read, nor is it kept.',
  },
  {
    find: /(?:^|[,;.] )(?:(?:and|but) )?so (?:is|are|was|were|does|do|did|can|has|have|will) (?!not\b)(?=\w)/gi,
    write: 'subject first: "it does, too"',
    example: 'It is late, and so does the next one.',
  },
  {
    find: /(?:^|[.;] )(?:were|had|should) (?:it|they|the|an?|this|that|one)\b/gi,
    write: 'if',
    example: 'Should it fail, it is sent again.',
  },
  { find: /\blikewise\b/gi, write: 'also, too, the same', example: 'Likewise for tickets.' },
  { find: /\bwhat of (?!the art)/gi, write: 'the part of', example: 'What of it is read.' },
  { find: /\bthe (?:former|latter)\b/gi, write: 'the noun again', example: 'The latter is slower.' },
  { find: /\bas good as\b/gi, write: 'almost', example: 'It is as good as done.' },
  { find: /\bin vain\b/gi, write: 'without effect', example: 'It waits in vain.' },
  { find: /\bout of (?:itself|themselves)\b/gi, write: 'automatically', example: 'It stops out of itself.' },
  {
    find: /\bheld to (?=account|the|its|our|what|that)\b/gi,
    write: 'limited to, checked against',
    example: 'Each service is held to the account.',
  },
];

const ERRORS: readonly ProsePattern[] = [
  {
    find: /, (?:but )?got (?=['"…])/gi,
    write: 'the value first: "`x` is …: must be …"',
    example: 'must be a number, got …',
  },
  { find: /: expected (?:an?|the|one)\b/gi, write: 'must be …', example: '--from is …: expected a time' },
];

/** Also for names in the code. */
export const AMERICAN: readonly ProsePattern[] = [
  {
    find: /\b\w*(?:organ|recogn|summar|normal|initial|serial|optim|minim|maxim|author|synchron|categor|emphas|visual|general|standard|priorit|util|custom|symbol|special|central|capital|apolog)is(?:e|ed|es|er|ing|ation|ations)\b/gi,
    write: '-ize',
    example: 'The organisation.',
  },
  {
    find: /\b(?:behaviour|colour|favour|honour|neighbour|rumour|harbour|labour)\w*\b/gi,
    write: '-or',
    example: 'The behaviour.',
  },
  {
    find: /\b(?:centre|metre|litre|licence|grey|whilst|amongst|artefact|analyse|analysed|programme|cheque|defence|judgement)\b/gi,
    write: 'American spelling',
    example: 'The centre.',
  },
  {
    find: /\b(?:travell|modell|labell|cancell(?!ation)|signall|fuell)\w+\b/gi,
    write: 'one l',
    example: 'It is cancelled.',
  },
];

export const PATTERNS: readonly ProsePattern[] = [...WORDS, ...ERRORS, ...AMERICAN];
