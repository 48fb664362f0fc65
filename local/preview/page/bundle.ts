/**
 * The page's own files -> one text each of HTML, CSS and JavaScript, bundled in memory. Nothing of it comes from
 * elsewhere.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundledPackages, notices } from '../../../lib/function/third-party.ts';

export interface Page {
  readonly html: string;
  readonly css: string;
  readonly script: string;
}

/** `metafile`: what esbuild put into the page. */
export async function bundlePage(): Promise<{ page: Page; metafile: Metafile }> {
  const here = import.meta.dirname;
  const [html, { outputFiles, metafile }] = await Promise.all([
    readFile(join(here, 'index.html'), 'utf8'),
    bundled(join(here, 'client', 'main.tsx')),
  ]);
  const text = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  const comment = `<!--\n${notices(bundledPackages([metafile])).replaceAll('--', '==')}-->`;
  const page = {
    html: html.replace('<!-- notices -->', () => comment),
    css: text('.css'),
    script: text('.js'),
  };
  return { page, metafile };
}

/** The style sheets that the components import come out as one, in the order of the imports. */
function bundled(entry: string) {
  return build({
    entryPoints: [entry],
    outdir: 'page',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
  });
}
