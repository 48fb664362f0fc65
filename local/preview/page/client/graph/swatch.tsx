/** The color and pattern of a name, next to it. */
import type { JSX } from 'preact';
import { useLook } from '../look.ts';
import { type Style, styleOf, translucent } from './styles.ts';
import './swatch.css';

export function Swatch({ label, style }: { readonly label?: string; readonly style?: Style }): JSX.Element {
  useLook();
  return <span class="swatch" aria-hidden="true" style={{ background: backgroundOf(style ?? styleOf(label ?? '')) }} />;
}

/** As the area of a graph is filled. */
export function backgroundOf({ color, pattern }: Style): string {
  const light = translucent(color, 0.3);
  switch (pattern) {
    case 0:
      return color;
    case 1:
      return `repeating-linear-gradient(-45deg, ${color} 0 2px, ${light} 2px 4px)`;
    case 2:
      return `radial-gradient(circle, ${color} 1.4px, ${light} 1.6px) 0 0 / 4px 4px`;
    case 4:
      return `repeating-linear-gradient(90deg, ${color} 0 2px, ${light} 2px 4px)`;
    case 3:
      return `repeating-linear-gradient(45deg, ${color} 0 1.5px, transparent 1.5px 4px), repeating-linear-gradient(-45deg, ${color} 0 1.5px, ${light} 1.5px 4px)`;
  }
}
