"""The pages as data: every entry is a file, every address is one page's own."""

from pathlib import Path

from pages import NAVIGATION

PAGES = Path(__file__).parents[2] / "pages"


def test_every_page_is_a_file_in_the_folder_of_its_chapter():
    for entry in NAVIGATION:
        assert (PAGES / entry.file).is_file()
        assert entry.file.startswith(entry.chapter.lower() + "/")


def test_no_two_pages_share_an_address():
    assert len({entry.url for entry in NAVIGATION}) == len(NAVIGATION)


def test_no_script_is_left_out_of_the_navigation():
    rooms = ("review", "performance", "registers", "assurance")
    scripts = {f"{room}/{path.name}" for room in rooms for path in (PAGES / room).glob("*.py")}
    assert scripts == {entry.file for entry in NAVIGATION}
