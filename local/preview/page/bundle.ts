/** The page's own files -> one text each of HTML, CSS and JavaScript, bundled in memory. Nothing of it comes from elsewhere. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Page {
  readonly html: string;
  readonly css: string;
  readonly script: string;
}

export async function bundlePage(): Promise<Page> {
  const here = import.meta.dirname;
  const [html, css, charts, script] = await Promise.all([
    readFile(join(here, 'index.html'), 'utf8'),
    readFile(join(here, 'style.css'), 'utf8'),
    readFile(createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    bundled(join(here, 'client', 'main.ts')),
  ]);
  return { html, css: `${charts}\n${css}`, script };
}

async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
