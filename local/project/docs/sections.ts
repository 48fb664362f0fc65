/**
 * Documents with generated parts: what is between `<!-- NAME:start -->` and `<!-- NAME:end -->` is generated, the rest
 * is left alone.
 */

/** Name in the markers -> the text between them. */
export type DocumentSections = Readonly<Record<string, () => string>>;

/** The document with its generated parts as they must be. Throws where the markers of a part are missing. */
export function withSections(document: string, sections: DocumentSections): string {
  return Object.entries(sections).reduce((text, [name, section]) => {
    const start = `<!-- ${name}:start -->`;
    const from = text.indexOf(start);
    const to = text.indexOf(`<!-- ${name}:end -->`, from);
    if (from < 0 || to < 0) throw new Error(`the document must hold ${start} and <!-- ${name}:end -->`);
    return `${text.slice(0, from + start.length)}\n\n${section()}\n\n${text.slice(to)}`;
  }, document);
}
