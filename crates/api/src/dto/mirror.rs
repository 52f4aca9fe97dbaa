//! Derives a screen's enum from one of the domain's.

/// Declares a screen's enum with the words of a domain enum. A new word in the
/// domain does not compile until someone decides what a screen shows.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $theirs:path { $($variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($variant),+ }

        impl From<$theirs> for $name {
            fn from(theirs: $theirs) -> $name {
                match theirs { $(<$theirs>::$variant => $name::$variant),+ }
            }
        }
    };
}

/// The same, for a word that a screen says too.
macro_rules! mirror_both {
    ($(#[$doc:meta])* $name:ident of $theirs:path { $($variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($variant),+ }

        impl From<$theirs> for $name {
            fn from(theirs: $theirs) -> $name {
                match theirs { $(<$theirs>::$variant => $name::$variant),+ }
            }
        }

        impl From<$name> for $theirs {
            fn from(ours: $name) -> $theirs {
                match ours { $($name::$variant => <$theirs>::$variant),+ }
            }
        }
    };
}

pub(super) use mirror;
pub(super) use mirror_both;
