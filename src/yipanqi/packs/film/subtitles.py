"""Subtitles beside the film: SubRip for players, WebVTT for browsers."""

from collections.abc import Iterable

from yipanqi.core.meetings.storyboard import Cue


def srt(cues: Iterable[Cue]) -> str:
    blocks = [
        f"{n}\n{_stamp(c.start, ',')} --> {_stamp(c.end, ',')}\n{c.text}\n"
        for n, c in enumerate(cues, 1)
    ]
    return "\n".join(blocks)


def vtt(cues: Iterable[Cue]) -> str:
    blocks = [f"{_stamp(c.start, '.')} --> {_stamp(c.end, '.')}\n{c.text}\n" for c in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _stamp(ms: int, mark: str) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"


def words_of(subtitles: str) -> list[str]:
    """The words of an .srt or .vtt, without its numbers and times."""
    lines = subtitles.splitlines()
    times = [n for n, line in enumerate(lines) if "-->" in line]
    return [lines[n + 1] for n in times if n + 1 < len(lines)]
