"""The demo: an invented family with a meeting today, and, if wanted, that meeting played on the board."""

import logging
import threading
import time
from dataclasses import replace

from meetings import passes
from meetings.reading import meeting
from store.clock import local, local_date, utc_now
from store.database import Store
from web.app import code_key, create_app
from web.commands import scratch
from web.opening import open_store
from web.playing.meeting_file import sample
from web.playing.telling import CASE_NUMBER, load_invented_family, signature
from web.playing.told import Told
from web.serving import free_port, server
from web.settings import Settings


def run_demo(*, host: str, port: int, play: bool, pace: float) -> None:
    """Load the family, print where to look, and serve until stopped."""
    port = port or free_port(host)
    logging.getLogger("tavlen.audit").setLevel(logging.ERROR)  # the chain's end is for a log that somebody keeps
    with scratch() as plain:
        named = signature(sample())
        settings = replace(
            plain,
            demo=True,
            public_url=f"http://{host}:{port}",
            municipality=named.sender,
            municipality_phone=named.phone,
        )
        store = open_store(settings)
        told = load_invented_family(store, today=local_date(utc_now()), host=settings.host)
        running = server(create_app(settings, store), host=host, port=port)
        print(addresses(store, settings, told), flush=True)
        if play:
            threading.Thread(target=_play, args=(store, told, settings, pace), daemon=True).start()
        running.run()
        store.close()


def addresses(store: Store, settings: Settings, told: Told) -> str:
    """Say where the office, the big screen and the phones are, and the code of today's meeting."""
    with store.writing() as session:
        row = meeting(session, told.meeting_id)
        door = passes.open_door(session, row, key=code_key(settings))
        opens = local(passes.opens_at(row)).strftime("%H.%M")
    return (
        f"\nKontoret:        {settings.public_url}/\n"
        f"Den store skærm: {settings.public_url}/meetings/{told.meeting_id}/screen\n"
        f"Telefonen:       {settings.public_url}/join   kode {door.code} (fra kl. {opens}, eller når mødet er åbnet)\n\n"
        f"Sagsnummeret, som en uden for teamet kan åbne familien med: {CASE_NUMBER}\n"
        "Alle personer er opfundet. Log ind med ét tryk på kontorets side. Stop med Ctrl C.\n"
    )


def _play(store: Store, told: Told, settings: Settings, pace: float) -> None:
    from web.playing.play import play

    time.sleep(pace)
    for _ in play(store, told.file, told, host=settings.host):
        time.sleep(pace)
