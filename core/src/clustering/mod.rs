//! Which things belong together?
//!
//! An engine that knows nothing of people or cases: it works on numbered things and pairs of them.
//!
//! ```
//! use caselink::clustering::components;
//!
//! // 0 and 2 are linked, 2 and 3 are linked: one group of three; 1 stands alone
//! assert_eq!(components(4, [(0, 2), (2, 3)]), [0, 1, 0, 0]);
//! ```

mod components;

pub use components::components;
