"""What the findings of verify say: one rule each, in English and Chinese; the first sentence is its short form."""

from __future__ import annotations

RULES: dict[str, tuple[str, str]] = {
    "verify.changed": (
        "The report says something else of this figure than was expected. Units are brought to one scale; values agree where they "
        "differ by no more than half a unit of the last printed place of the coarser one, or by the tolerance of the entry.",
        "报告对这一指标的说法与预期不同。单位先换算到同一尺度；两数之差不超过较粗一数末位的半个单位（或该条自定的容差），即视为相符。",
    ),
    "verify.missing": (
        "An expected figure is not in the report. It was looked for by name, kind of unit, status, period and basis, then under "
        "another status, period, unit or name in the same sentence.",
        "报告中找不到预期的指标。先按名称、单位、状态、报告期和比较基准查找，再查同句中状态、报告期、单位或名称不同者。",
    ),
    "verify.added": (
        "The report has a figure that nobody expected. It is a finding with --strict only; --update takes it up.",
        "报告中有预期之外的指标。仅在 --strict 时算作发现；--update 会收入。",
    ),
    "verify.ambiguous": (
        "More than one figure can be meant, and they do not agree with each other. Give the entry a status, a period, a unit or "
        "the full name; it fails for certain only where no figure holds the value.",
        "可能所指的指标不止一个，且彼此不一致。请为该条补上状态、报告期、单位或全称；只有没有任何指标合乎该值时才算不符。",
    ),
    "verify.renamed": (
        "The number stands in the same sentence, but is now read under another name. Look at it, then --update.",
        "数字仍在同一句中，但读出的指标名称变了。请查看后用 --update 更新。",
    ),
    "verify.moved": (
        "Quotes no longer stand where the extract found them. The figures were found elsewhere, so this is no failure; --update "
        "brings the places up to date.",
        "原文已不在提取时的位置。指标在别处找到，故不算不符；--update 可更新位置。",
    ),
    "verify.reprinted": (
        "The figure agrees, but is printed with other digits or another unit than before.",
        "指标相符，但印出的数字位数或单位与先前不同。",
    ),
    "verify.loose": (
        "The figure was found under another name than the entry's. It is a name of the same standard indicator, or the only name that "
        "holds the entry's.",
        "按另一名称找到了该指标。所用的是同一标准指标的名称，或唯一含有该名称的较长名称。",
    ),
    "verify.accepted": (
        "The finding is known: the entry carries a reason. It counts as passed; remove the reason to make it fail again.",
        "该发现已知：条目注明了理由，计为相符；去掉理由即重新算作不符。",
    ),
    "verify.reason-unused": (
        "The entry carries a reason, but the report agrees with it. The reason can go.",
        "条目注明了理由，但报告与其相符，理由可以删去。",
    ),
}
