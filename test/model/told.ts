/** Something that is written in a log, and what is told of it in English and in Chinese. */
export type Told<T> = readonly [T, string, string];

/** For every kind of them, so that none is left out. */
export type ToldKinds<F extends { readonly kind: string }> = {
  readonly [K in F["kind"]]: readonly Told<Extract<F, { readonly kind: K }>>[];
};
