/** Which things belong together? */
import type { Limits } from './schemas.js'

/**
 * The connected component of each of `count` things, as the least number in it; `left[i]` and `right[i]` are one
 * pair. `limits.rows` bounds `count` and `limits.pairs` the pairs.
 *
 * Throws `INVALID_PARAMETER` when a pair names a thing at or above `count`, `LENGTH_MISMATCH` and `LIMIT_EXCEEDED`.
 */
export function components(
  count: number,
  left: Uint32Array,
  right: Uint32Array,
  options?: { limits?: Partial<Limits> | undefined },
): Uint32Array
