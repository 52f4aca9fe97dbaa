use super::*;

#[test]
fn a_change_of_meaning_names_its_keys_and_one_of_wording_is_ignored() {
    let text = "mode = \"practice\"\n[till]\nnumber = 3\n";
    let in_force = Settings::read(text).unwrap();
    let told = |text: &str| outside(&in_force, Ok(text.to_owned()));
    assert_eq!(told(text), None);
    assert_eq!(told("# nota\n[till]\nnumber = 3\n"), None);
    assert_eq!(told("installation = \"ab\"\n[till]\nnumber = 3\n"), None);
    let change = told("[till]\nnumber = 4\nname = \"B\"\n[bind]\nenabled = true\n");
    let change = change.unwrap();
    assert!(change.readable);
    assert_eq!(change.detail, "till.number, till.name, bind.enabled");
    let wrong = told("[till]\nnumer = 3\n").unwrap();
    assert!(!wrong.readable && wrong.detail.contains("numer"));
    let gone = outside(&in_force, Err(std::io::Error::other("no disk"))).unwrap();
    assert_eq!((gone.readable, gone.detail.as_str()), (false, "no disk"));
}
