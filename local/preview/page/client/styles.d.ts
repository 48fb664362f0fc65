/** Style sheets stand next to the components that need them; esbuild joins them into one. */
declare module '*.css';
