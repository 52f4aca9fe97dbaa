//! Finds out where the data folder is: on a disk of this machine, on a network,
//! or in a folder that a program copies to a cloud. The latter two can damage a
//! ledger, so a person is warned in advance.
//!
//! It opens and writes nothing, and never stops the till from selling.

use api::dto::{FolderRisk, FolderRiskKind};
use std::path::{Component, Path, Prefix};

/// The risk of the data's location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Risk {
    /// A network file system; the text is the system's name for it.
    Network(String),
    /// A folder that a program copies to a cloud; the text is the program's
    /// name.
    Cloud(&'static str),
}

/// Network file systems, by their names in `mountinfo`.
const NETWORK_KINDS: [&str; 16] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs",
    "fuse.davfs2",
    "fuse.gvfsd-fuse",
    "fuse.smbnetfs",
];

/// Cloud folders, by the beginning of their names.
const CLOUD_FOLDERS: [(&str, &str); 12] = [
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("mi unidad", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud", "pCloud"),
    ("megasync", "MEGA"),
];

/// The risk of a folder, if one can be found. On macOS, the standard library
/// cannot tell a network folder from one on a disk.
pub(crate) fn risk_of(folder: &Path) -> Option<Risk> {
    let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    cloud(&whole)
        .or_else(|| cloud(folder))
        .or_else(|| windows_share(&whole))
        .or_else(|| {
            let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
            network_mount(&mounts, &whole)
        })
}

/// The cloud folder in a path.
fn cloud(path: &Path) -> Option<Risk> {
    path.components().find_map(|component| {
        let Component::Normal(name) = component else {
            return None;
        };
        let name = name.to_string_lossy().to_lowercase();
        let known = CLOUD_FOLDERS
            .iter()
            .find(|(begin, _)| name.starts_with(begin));
        known.map(|(_, program)| Risk::Cloud(program))
    })
}

/// The share of another machine in a path. A drive letter of a share became the
/// share when the path was made canonical.
fn windows_share(path: &Path) -> Option<Risk> {
    let Some(Component::Prefix(prefix)) = path.components().next() else {
        return None;
    };
    match prefix.kind() {
        Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some(Risk::Network("SMB".to_owned())),
        Prefix::Verbatim(_) | Prefix::VerbatimDisk(_) | Prefix::DeviceNS(_) | Prefix::Disk(_) => {
            None
        }
    }
}

/// The network file system of a path, by Linux's `mountinfo`; `None` if it is
/// not on a network. The nearest mount above the path counts; of several at the
/// same place, the last.
fn network_mount(mounts: &str, path: &Path) -> Option<Risk> {
    let mut nearest: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((before, after)) = line.split_once(" - ") else {
            continue;
        };
        let place = before.split(' ').nth(4).map(unescaped);
        let kind = after.split(' ').next();
        let (Some(place), Some(kind)) = (place, kind) else {
            continue;
        };
        let depth = Path::new(&place).components().count();
        let is_nearer = nearest.is_none_or(|(known, _)| depth >= known);
        if is_nearer && path.starts_with(&place) {
            nearest = Some((depth, kind));
        }
    }
    let (_, kind) = nearest?;
    NETWORK_KINDS
        .contains(&kind)
        .then(|| Risk::Network(kind.trim_start_matches("fuse.").to_owned()))
}

/// A path of `mountinfo`, which writes some characters as three octal digits.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let sign = part
            .get(..3)
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match sign.filter(u8::is_ascii) {
            Some(sign) => {
                plain.push(char::from(sign));
                plain.push_str(part.get(3..).unwrap_or_default());
            }
            None => {
                plain.push('\\');
                plain.push_str(part);
            }
        }
    }
    plain
}

impl From<Risk> for FolderRisk {
    fn from(risk: Risk) -> FolderRisk {
        let (kind, name) = match risk {
            Risk::Network(kind) => (FolderRiskKind::Network, kind),
            Risk::Cloud(program) => (FolderRiskKind::Cloud, program.to_owned()),
        };
        FolderRisk { kind, name }
    }
}

impl Risk {
    /// The risk and what it can cause, for a terminal and a log.
    pub(crate) fn words(&self) -> String {
        let place = match self {
            Risk::Network(kind) => format!("los datos están en una carpeta de red ({kind})"),
            Risk::Cloud(program) => {
                format!("los datos están en una carpeta que {program} copia a la nube")
            }
        };
        let harm = match self {
            Risk::Network(_) => {
                "si la red se corta mientras se escribe, el registro se puede dañar o quedar bloqueado"
            }
            Risk::Cloud(_) => {
                "el programa puede subir o reponer el registro a medio escribir, y dañarlo"
            }
        };
        format!("{place}: {harm}. Pasá la carpeta a un disco de esta computadora")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:44 / /mnt/caja rw,relatime - cifs //servidor/caja rw
31 22 0:45 / /mnt/la\\040nube rw - fuse.rclone remoto: rw
32 22 0:46 / /srv rw - nfs4 10.0.0.2:/srv rw
33 32 8:2 / /srv/local rw - xfs /dev/sdb1 rw
34 22 0:47 / /media/usb rw - vfat /dev/sdc1 rw";

    #[test]
    fn a_network_is_known_by_the_nearest_mount() {
        let kind = |path: &str| network_mount(MOUNTS, Path::new(path));
        let network = |kind: &str| Some(Risk::Network(kind.to_owned()));
        assert_eq!(kind("/mnt/caja/datos"), network("cifs"));
        assert_eq!(kind("/mnt/la nube"), network("rclone"));
        assert_eq!(kind("/srv/mostrador"), network("nfs4"));
        for path in [
            "/srv/local/mostrador",
            "/home/ana",
            "/mnt/cajas",
            "/media/usb/x",
        ] {
            assert_eq!(kind(path), None, "{path}");
        }
        // A later mount at the same place hides the earlier one.
        let over = format!("{MOUNTS}\n35 30 8:3 / /mnt/caja rw - ext4 /dev/sdd1 rw");
        assert_eq!(network_mount(&over, Path::new("/mnt/caja/datos")), None);
        assert_eq!(network_mount("garbage\n- x\n", Path::new("/")), None);
    }

    #[test]
    fn a_cloud_is_known_by_its_folder() {
        for (path, program) in [
            ("/home/ana/Dropbox/mostrador", "Dropbox"),
            ("/Users/ana/OneDrive - El Comercio/mostrador", "OneDrive"),
            (
                "/Users/ana/Library/CloudStorage/GoogleDrive-ana@example.com/Mi unidad/x",
                "Google Drive",
            ),
            (
                "/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/x",
                "iCloud",
            ),
        ] {
            assert_eq!(cloud(Path::new(path)), Some(Risk::Cloud(program)), "{path}");
        }
        for path in ["/home/ana/mostrador", "/home/drop/box", "/srv/mi-onedrive"] {
            assert_eq!(cloud(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn the_warning_of_a_cloud_folder_says_what_can_happen() {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().join("OneDrive").join("mostrador");
        std::fs::create_dir_all(&folder).unwrap();
        let words = risk_of(&folder).unwrap().words();
        assert!(
            words.contains("OneDrive") && words.contains("dañar"),
            "{words}"
        );
    }

    #[cfg(windows)]
    #[test]
    fn a_share_is_a_network() {
        let share = Path::new(r"\\servidor\caja\datos");
        assert_eq!(windows_share(share), Some(Risk::Network("SMB".to_owned())));
        assert_eq!(windows_share(Path::new(r"C:\datos")), None);
    }
}
