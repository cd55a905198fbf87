// What each function of the package needs around the native call.
import { CancelToken } from './native.js'

/**
 * An `Error` with a stable `code`, as the native side makes them.
 *
 * @param {string} code
 * @param {string} message
 * @param {ErrorOptions} [options]
 * @returns {Error & { code: string }}
 */
export function coded(code, message, options) {
  return Object.assign(new Error(message, options), { code })
}

/**
 * Runs a native task under the caller's abort signal and progress callback.
 *
 * A signal that is aborted, before the call or during it, rejects with the code `CANCELLED` and the signal's
 * reason as `cause`. An exception that the callback throws stops the run and comes out unchanged.
 *
 * @template T
 * @param {{ signal?: AbortSignal | null, progress?: ((done: number, total: number) => void) | null } | null | undefined} options
 * @param {(token: CancelToken, progress?: (done: number, total: number) => void) => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function run(options, start) {
  const { signal, progress } = options ?? {}
  if (signal?.aborted) throw coded('CANCELLED', 'cancelled', { cause: signal.reason })

  const token = new CancelToken()
  const cancel = () => token.cancel()
  /** @type {{ error: unknown } | undefined} */
  let thrown
  let settled = false
  const report = progress
    ? (/** @type {number} */ done, /** @type {number} */ total) => {
        if (settled || thrown) return
        try {
          progress(done, total)
        } catch (error) {
          thrown = { error }
          cancel()
        }
      }
    : undefined

  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const result = await start(token, report)
    if (!thrown) return result
  } catch (error) {
    if (!thrown) {
      if (signal?.aborted && error instanceof Error) error.cause ??= signal.reason
      throw error
    }
  } finally {
    settled = true
    signal?.removeEventListener('abort', cancel)
  }
  throw thrown.error
}
