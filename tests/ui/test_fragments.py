"""A part draws itself anew whether the click ran it alone or with the whole page."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from ui import fragments, session

    count = session.Slot[int]("test.count")
    if not count.get():
        count.put(1)
        fragments.rerun()
    st.write(f"drawn {count.get()}")


def test_in_a_run_of_the_whole_page_the_page_is_drawn_anew() -> None:
    test = AppTest.from_function(_page).run()
    assert not test.exception and test.markdown[0].value == "drawn 1"
