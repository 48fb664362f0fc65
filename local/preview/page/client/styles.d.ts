/** Style sheets stand beside the components that need them; esbuild joins them into one. */
declare module '*.css';
