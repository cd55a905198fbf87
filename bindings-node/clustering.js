// Which things belong together?
export { components } from './native.js'
