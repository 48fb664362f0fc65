// What the host sees of the core. lambda/core/inflate.ts is the other side.

export { added, complete, inflate, makeRoom, outputEnd, prepare, reset, slide } from './inflate';
