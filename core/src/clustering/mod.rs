//! Which things belong together?
//!
//! An engine that knows nothing of people or cases: it works on numbered things and pairs of them, and on
//! [`Events`](crate::events::Events).
//!
//! ```
//! use caselink::{clustering::components, records::Limits};
//!
//! // 0 and 2 are linked, 2 and 3 are linked: one group of three; 1 stands alone
//! let groups = components(4, [(0, 2), (2, 3)], &Limits::default())?;
//! assert_eq!(groups, [0, 1, 0, 0]);
//! # Ok::<(), caselink::Error>(())
//! ```

pub(crate) mod agglomerative;
mod bridges;
mod components;
mod corridor;
mod st_dbscan;
mod sweep;

pub(crate) use bridges::bridges;
pub use components::components;
pub(crate) use components::join;
pub use corridor::Corridor;
pub use st_dbscan::{
    StCluster, StClusters, StDbscanSettings, StPlaces, StRole, TimeGap, st_dbscan,
};
