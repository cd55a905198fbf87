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
 * reason as `cause`. A callback that was called at all is called once more at the end, with `total` for both. An
 * exception that it throws stops the run and comes out unchanged.
 *
 * @template T
 * @param {{ signal?: AbortSignal | null, progress?: ((done: number, total: number) => void) | null } | null | undefined} options
 * @param {(token: CancelToken, progress?: (done: number, total: number) => void) => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function run(options, start) {
  const { signal, progress } = options ?? {}
  if (signal && typeof signal.addEventListener !== 'function') {
    throw coded('INVALID_PARAMETER', 'signal must be an AbortSignal')
  }
  if (progress && typeof progress !== 'function') {
    throw coded('INVALID_PARAMETER', 'progress must be a function of done and total')
  }
  if (signal?.aborted) throw coded('CANCELLED', 'cancelled', { cause: signal.reason })

  const token = new CancelToken()
  const cancel = () => token.cancel()
  /** @type {{ error: unknown } | undefined} */
  let thrown
  let settled = false
  let last = 0
  const report = progress
    ? (/** @type {number} */ done, /** @type {number} */ total) => {
        if (settled || thrown) return
        last = total
        const failed = (/** @type {unknown} */ error) => {
          thrown ??= { error }
          cancel()
        }
        try {
          // a callback may be async; what it rejects with counts as thrown
          Promise.resolve(progress(done, total)).catch(failed)
        } catch (error) {
          failed(error)
        }
      }
    : undefined

  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const result = await start(token, report)
    settled = true
    if (!thrown) {
      if (last > 0) await progress?.(last, last)
      return result
    }
  } catch (error) {
    if (!thrown) {
      if (signal?.aborted && error instanceof Error && !settled) error.cause ??= signal.reason
      throw error
    }
  } finally {
    settled = true
    signal?.removeEventListener('abort', cancel)
  }
  throw thrown.error
}
