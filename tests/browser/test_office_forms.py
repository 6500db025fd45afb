"""Forms of the office in a real browser: every field is seen, and what is written down is there afterwards."""

from tests.browser.house import House


def test_a_consent_is_written_down(house: House) -> None:
    lene = house.office(house.scene.cast.lene.actor)
    lene.opens(f"/families/{house.scene.cast.family}")
    lene.page.get_by_text("Skriv et samtykke ned").click()
    form = lene.page.locator("form[action$='/consents']")
    form.locator("[name=given_by]").select_option(label="Signe Bro")
    form.locator("[name=given_on]").fill("2026-09-15")
    form.locator("[name=given_form]").select_option(value="oral")
    form.locator("[name=purpose]").fill("Skolen må høre om aftalerne")
    form.locator("[name=covers]").first.check()
    lene.presses("Gem samtykket", within=form)
    lene.sees("Samtykket er skrevet ned.")
    lene.sees("Skolen må høre om aftalerne")
    assert "mundtligt, noteret af Lene Skov" in lene.page.locator("main").inner_text()


def test_every_period_has_a_field_that_is_seen(house: House) -> None:
    """No field has the name of the place where refusals stand: that place is hidden while it is empty."""
    ada = house.office(house.scene.cast.admin)
    ada.opens("/retention")
    fields = ada.page.locator("[name=days]")
    assert [fields.nth(at).is_visible() for at in range(fields.count())] == [True] * fields.count()
    assert (fields.count() >= 10, ada.page.locator("#notice").count()) == (True, 1)
