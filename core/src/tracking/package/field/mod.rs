//! What a field team does in a day: whom to check at which address, and the sheet that it carries.

mod list;
mod plan;
mod sheet;
mod team;

pub use list::{NotOnSweep, NotVisited, SweepAddress, SweepList, SweepListSettings, sweep_list};
pub use plan::FieldPlan;
pub use sheet::sweep_sheet;
