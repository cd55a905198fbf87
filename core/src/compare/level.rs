use schemars::JsonSchema;
use serde::Serialize;

/// One comparison level: how alike two values are, in words that a person understands.
///
/// Within a family the strongest agreement comes first. `code` is stable and meant for programs,
/// `label` for readers.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
pub struct Level {
    /// Stable identifier, such as `"nickname"`.
    pub code: &'static str,
    /// What it means, such as `"one is a nickname of the other"`.
    pub label: &'static str,
}

/// Defines an enum of comparison levels with its stable codes and labels.
macro_rules! levels {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[repr(u8)]
        pub enum $name {
            $(#[doc = $label] $variant,)+
        }

        impl $name {
            /// Every level with its code and label, strongest agreement first.
            pub const ALL: &[$crate::compare::Level] = &[
                $($crate::compare::Level { code: $code, label: $label },)+
            ];

            /// The code and label of this level.
            pub const fn level(self) -> $crate::compare::Level {
                Self::ALL[self as usize]
            }
        }
    };
}

pub(crate) use levels;
