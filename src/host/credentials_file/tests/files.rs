//! The writing, with real files: links, modes, backups, others who write, and interruptions.

use super::super::{
    CredentialsFileError as Error, Location, WriteStep, plan, remove_backup, save, save_in_steps,
};
use super::{NEW, OLD, SECRET, new_key, profile};
use crate::domain::{ProfilePlan, ProfileWarning, SavedProfile};
use crate::host::environment::Environment;
use crate::host::process;
use rstest::rstest;
use std::cell::Cell;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TEXT: &str =
    "# mine\n[a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = old\n";

/// A folder with a credentials file, or without one yet.
struct Fixture {
    folder: TempDir,
    location: Location,
}

impl Fixture {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials");
        Self { folder, location: Location { path, is_default: false } }
    }

    fn with(text: &str) -> Self {
        let fixture = Self::empty();
        fs::write(fixture.path(), text).unwrap();
        fixture
    }

    fn path(&self) -> &Path {
        &self.location.path
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }

    /// The names of the files there are.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn plan(&self) -> Result<ProfilePlan, Error> {
        plan(&self.location, &profile("a"), &new_key())
    }

    fn save(&self, plan: &ProfilePlan) -> Result<SavedProfile, Error> {
        save(&self.location, plan, &new_key(), Environment::default())
    }

    /// Saves, and calls `meddle` at each step.
    fn save_while(
        &self,
        plan: &ProfilePlan,
        meddle: impl FnMut(WriteStep) -> io::Result<()>,
    ) -> Result<SavedProfile, Error> {
        save_in_steps(&self.location, plan, &new_key(), Environment::default(), meddle)
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_is_made_for_its_owner_only() {
    let fixture = Fixture::empty();
    let plan = fixture.plan().unwrap();
    assert!(plan.new_file && plan.new_profile);
    let saved = fixture.save(&plan).unwrap();
    assert_eq!((saved.path.as_path(), saved.backup, saved.host), (fixture.path(), None, None));
    assert_eq!((mode(fixture.path()), fixture.names()), (0o600, vec!["credentials".to_owned()]));
    assert_eq!(
        fixture.text(),
        format!("[a]\naws_access_key_id = {NEW}\naws_secret_access_key = {SECRET}\n")
    );
}

#[test]
fn the_default_folder_is_made_for_its_owner_only_and_no_other() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(".aws/credentials");
    let named = Location { path: path.clone(), is_default: false };
    let error = plan(&named, &profile("a"), &new_key()).unwrap_err();
    assert!(matches!(error, Error::NoFolder { .. }), "{error}");
    let location = Location { is_default: true, ..named };
    let planned = plan(&location, &profile("a"), &new_key()).unwrap();
    assert!(!path.parent().unwrap().exists(), "a plan writes nothing");
    // If it fails, the folder goes again.
    let here = Environment::default();
    let fail = |step| if step == WriteStep::Written { Err(io::Error::other("x")) } else { Ok(()) };
    save_in_steps(&location, &planned, &new_key(), here, fail).unwrap_err();
    assert!(!path.parent().unwrap().exists());
    save(&location, &planned, &new_key(), here).unwrap();
    assert_eq!((mode(path.parent().unwrap()), mode(&path)), (0o700, 0o600));
}

#[rstest]
#[case(0o600)]
#[case(0o640)]
#[case(0o644)]
#[case(0o660)]
fn the_mode_stays_and_the_text_before_is_kept_for_the_owner(#[case] own: u32) {
    let fixture = Fixture::with(TEXT);
    set_mode(fixture.path(), own);
    let plan = fixture.plan().unwrap();
    let open = plan.warnings.contains(&ProfileWarning::ReadableByOthers(own));
    assert_eq!(open, own & 0o044 != 0);
    let backup = fixture.save(&plan).unwrap().backup.unwrap();
    assert_eq!(mode(fixture.path()), own);
    assert_eq!((mode(&backup), fs::read_to_string(&backup).unwrap()), (0o600, TEXT.to_owned()));
    assert_eq!(fixture.names(), ["credentials", "credentials.akia-backup"]);
    assert_eq!(fixture.text(), TEXT.replace(OLD, NEW).replace("= old", &format!("= {SECRET}")));
}

#[test]
fn no_backup_is_overwritten_and_each_can_be_removed() {
    let fixture = Fixture::with(TEXT);
    let mut backups = Vec::new();
    for _ in 0..3 {
        let saved = fixture.save(&fixture.plan().unwrap()).unwrap();
        backups.push(saved.backup.unwrap());
    }
    let names =
        ["credentials.akia-backup", "credentials.akia-backup_2", "credentials.akia-backup_3"];
    assert_eq!(backups, names.map(|name| fixture.folder.path().join(name)));
    let others = remove_backup(&backups[1]).unwrap();
    assert_eq!(others, [&backups[0], &backups[2]].map(Clone::clone));
    assert_eq!(fixture.names(), ["credentials", names[0], names[2]]);
    assert!(matches!(remove_backup(&backups[1]), Err(Error::Remove { .. })));
    assert!(matches!(remove_backup(fixture.path()), Err(Error::NotABackup { .. })));
    assert!(fixture.path().exists());
}

#[test]
fn a_link_planted_in_the_place_of_a_backup_is_not_followed() {
    let fixture = Fixture::with(TEXT);
    let victim = fixture.folder.path().join("victim");
    let planted = fixture.folder.path().join("credentials.akia-backup");
    for (leads_to, name) in [(victim.clone(), "_2"), (planted.clone(), "_3")] {
        drop(fs::remove_file(&planted));
        symlink(leads_to, &planted).unwrap();
        let backup = fixture.save(&fixture.plan().unwrap()).unwrap().backup.unwrap();
        assert!(backup.to_string_lossy().ends_with(&format!("akia-backup{name}")), "{backup:?}");
        assert_eq!(mode(&backup), 0o600);
        assert!(!victim.exists());
    }
}

#[test]
fn a_link_stays_and_what_it_leads_to_is_changed() {
    let fixture = Fixture::empty();
    let kept = fixture.folder.path().join("dotfiles");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("aws"), TEXT).unwrap();
    // One link after the other, by a relative path.
    symlink("aws", kept.join("second")).unwrap();
    symlink("dotfiles/second", fixture.path()).unwrap();
    let plan = fixture.plan().unwrap();
    let real = fs::canonicalize(kept.join("aws")).unwrap();
    assert_eq!(plan.symlink_target, Some(real.clone()));
    let saved = fixture.save(&plan).unwrap();
    assert_eq!(saved.path, fixture.path());
    assert_eq!(saved.backup, Some(real.with_file_name("aws.akia-backup")));
    assert!(fs::symlink_metadata(fixture.path()).unwrap().is_symlink());
    assert!(!fs::symlink_metadata(kept.join("aws")).unwrap().is_symlink());
    assert!(fixture.text().contains(NEW));
}

#[test]
fn a_link_to_nothing_gets_its_file_and_one_to_itself_is_an_error() {
    let fixture = Fixture::empty();
    symlink("there", fixture.path()).unwrap();
    fixture.save(&fixture.plan().unwrap()).unwrap();
    assert!(fs::symlink_metadata(fixture.path()).unwrap().is_symlink());
    assert_eq!(mode(&fixture.folder.path().join("there")), 0o600);
    let circle = Fixture::empty();
    symlink("credentials", circle.path()).unwrap();
    assert!(matches!(circle.plan(), Err(Error::Read { .. })));
}

#[test]
fn a_link_that_leads_elsewhere_meanwhile_is_a_change() {
    let fixture = Fixture::empty();
    for name in ["one", "other"] {
        fs::write(fixture.folder.path().join(name), TEXT).unwrap();
    }
    symlink("one", fixture.path()).unwrap();
    let plan = fixture.plan().unwrap();
    fs::remove_file(fixture.path()).unwrap();
    symlink("other", fixture.path()).unwrap();
    assert!(matches!(fixture.save(&plan), Err(Error::Changed { .. })));
    assert_eq!(fixture.text(), TEXT);
}

#[test]
fn what_was_changed_since_the_plan_is_not_overwritten() {
    let fixture = Fixture::with(TEXT);
    let plan = fixture.plan().unwrap();
    fs::write(fixture.path(), "[b]\n").unwrap();
    let error = fixture.save(&plan).unwrap_err();
    assert!(error.to_string().contains("was changed meanwhile: nothing was written"), "{error}");
    assert_eq!(
        (fixture.text(), fixture.names()),
        ("[b]\n".to_owned(), vec!["credentials".to_owned()])
    );
}

/// Somebody writes while it is being written: whenever, what they wrote stays.
#[rstest]
#[case(WriteStep::Begun)]
#[case(WriteStep::BackedUp)]
#[case(WriteStep::Written)]
fn what_somebody_writes_meanwhile_stays(
    #[case] when: WriteStep,
    #[values(true, false)] is_there: bool,
) {
    let fixture = if is_there { Fixture::with(TEXT) } else { Fixture::empty() };
    let plan = fixture.plan().unwrap();
    let path = fixture.path().to_owned();
    let write = |step| if step == when { fs::write(&path, "[theirs]\n") } else { Ok(()) };
    let error = fixture.save_while(&plan, write).unwrap_err();
    assert!(matches!(error, Error::Changed { .. }), "{error}");
    assert_eq!(fixture.text(), "[theirs]\n");
    assert_eq!(fixture.names(), ["credentials"], "nothing is left behind");
}

#[test]
fn a_file_that_is_made_at_the_very_last_moment_is_not_overwritten() {
    let fixture = Fixture::empty();
    let plan = fixture.plan().unwrap();
    let path = fixture.path().to_owned();
    let write = |step| if step == WriteStep::Compared { fs::write(&path, "x") } else { Ok(()) };
    assert!(matches!(fixture.save_while(&plan, write), Err(Error::Changed { .. })));
    assert_eq!((fixture.text(), fixture.names()), ("x".to_owned(), vec!["credentials".to_owned()]));
}

#[rstest]
#[case(WriteStep::Begun)]
#[case(WriteStep::BackedUp)]
#[case(WriteStep::Written)]
#[case(WriteStep::Compared)]
fn what_fails_half_way_leaves_nothing_behind(#[case] when: WriteStep) {
    let fixture = Fixture::with(TEXT);
    let plan = fixture.plan().unwrap();
    let fail = |step| if step == when { Err(io::Error::other("the disk is full")) } else { Ok(()) };
    let error = fixture.save_while(&plan, fail).unwrap_err();
    let words = error.to_string();
    assert!(words.contains("the disk is full. Nothing was changed"), "{words}");
    assert_eq!(
        (fixture.text(), fixture.names()),
        (TEXT.to_owned(), vec!["credentials".to_owned()])
    );
    // And the plan still holds.
    fixture.save(&plan).unwrap();
}

#[test]
fn an_unsynced_save_is_reported_with_its_backup() {
    let fixture = Fixture::with(TEXT);
    let plan = fixture.plan().unwrap();
    let fail = |step| if step == WriteStep::Renamed { Err(io::Error::other("x")) } else { Ok(()) };
    let error = fixture.save_while(&plan, fail).unwrap_err().to_string();
    assert!(
        error.contains("has the new key") && error.contains("credentials.akia-backup"),
        "{error}"
    );
    assert!(fixture.text().contains(NEW) && !error.contains(SECRET));
}

#[test]
fn the_secret_is_readable_by_nobody_else_at_any_moment() {
    let fixture = Fixture::with(TEXT);
    let plan = fixture.plan().unwrap();
    let looked = Cell::new(0);
    let look = |_| {
        for entry in fs::read_dir(fixture.folder.path())? {
            let path: PathBuf = entry?.path();
            if path != fixture.path() {
                looked.set(looked.get() + 1);
                assert_eq!(mode(&path), mode(fixture.path()) & 0o600, "{path:?}");
            }
        }
        Ok(())
    };
    set_mode(fixture.path(), 0o600);
    fixture.save_while(&plan, look).unwrap();
    assert!(looked.get() > 2);
}

#[rstest]
#[case(0o444)]
#[case(0o400)]
fn what_is_read_only_is_left_alone(#[case] own: u32) {
    let fixture = Fixture::with(TEXT);
    set_mode(fixture.path(), own);
    let error = fixture.plan().unwrap_err().to_string();
    assert!(error.contains("is read-only: make it writable first"), "{error}");
}

#[test]
fn a_folder_that_is_read_only_is_left_alone() {
    let fixture = Fixture::with(TEXT);
    set_mode(fixture.folder.path(), 0o555);
    let error = fixture.plan().unwrap_err().to_string();
    set_mode(fixture.folder.path(), 0o755);
    assert!(error.contains("is read-only: make it writable first"), "{error}");
}

#[test]
fn leftovers_of_a_killed_program_are_reported() {
    let fixture = Fixture::with(TEXT);
    let plan = fixture.plan().unwrap();
    let keep = |step| {
        if step == WriteStep::Written {
            let left = fixture.names().into_iter().find(|name| name.starts_with('.')).unwrap();
            let in_folder = |name: &str| fixture.folder.path().join(name);
            // As if it were killed here: nothing is taken away.
            fs::hard_link(in_folder(&left), in_folder(".credentials.akia-x"))?;
        }
        Ok(())
    };
    fixture.save_while(&plan, keep).unwrap();
    let left = fs::canonicalize(fixture.folder.path()).unwrap().join(".credentials.akia-x");
    let warnings = fixture.plan().unwrap().warnings;
    assert!(
        warnings.iter().any(|warning| matches!(warning, ProfileWarning::LeftBehind(path)
        if fs::canonicalize(path).unwrap() == left)),
        "{warnings:?}"
    );
}

#[test]
fn what_is_no_text_file_is_left_alone() {
    let fixture = Fixture::empty();
    fs::create_dir(fixture.path()).unwrap();
    assert!(matches!(fixture.plan(), Err(Error::NotRegular { .. })));
    let fixture = Fixture::with("");
    fs::write(fixture.path(), b"[a]\n# \xff\n").unwrap();
    assert!(matches!(fixture.plan(), Err(Error::NotUtf8 { .. })));
    fs::write(fixture.path(), vec![b'#'; 1024 * 1024 + 1]).unwrap();
    assert!(matches!(fixture.plan(), Err(Error::TooLarge { .. })));
}

#[test]
fn a_pipe_does_not_block() {
    let fixture = Fixture::empty();
    let made = std::process::Command::new("mkfifo").arg(fixture.path()).status().unwrap();
    assert!(made.success());
    assert!(matches!(fixture.plan(), Err(Error::NotRegular { .. })));
}

#[test]
fn hard_links_of_the_file_are_reported() {
    let fixture = Fixture::with(TEXT);
    fs::hard_link(fixture.path(), fixture.folder.path().join("other")).unwrap();
    assert!(fixture.plan().unwrap().warnings.contains(&ProfileWarning::HardLinks(2)));
}

#[test]
fn over_ssh_the_host_is_named() {
    let fixture = Fixture::empty();
    let here = Environment { ssh: true, ..Environment::default() };
    let plan = fixture.plan().unwrap();
    let saved = save(&fixture.location, &plan, &new_key(), here).unwrap();
    assert_eq!(saved.host, Some(process::host_name()));
}

#[test]
fn no_error_and_no_plan_has_a_secret_in_it() {
    let fixture = Fixture::with(TEXT);
    let plan = fixture.plan().unwrap();
    let fail = |_| Err(io::Error::other("x"));
    let error = fixture.save_while(&plan, fail).unwrap_err();
    let all = format!("{plan:?} {error} {error:?}");
    assert!(!all.contains(SECRET) && !all.contains("= old"), "{all}");
}
