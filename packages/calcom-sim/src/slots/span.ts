/** A stretch of time, epoch milliseconds, end exclusive. */
export interface Span {
  readonly startMs: number
  readonly endMs: number
}

/** Sorted, and joined where they touch. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: { startMs: number; endMs: number }[] = []
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1)
    if (last && span.startMs <= last.endMs) last.endMs = Math.max(last.endMs, span.endMs)
    else if (span.endMs > span.startMs) merged.push({ ...span })
  }
  return merged
}

/** What is left of `spans` without `holes`. Both sorted and merged. */
export function subtract(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const left: Span[] = []
  for (const span of spans) {
    let from = span.startMs
    for (const hole of holes) {
      if (hole.endMs <= from || hole.startMs >= span.endMs) continue
      if (hole.startMs > from) left.push({ startMs: from, endMs: hole.startMs })
      from = Math.max(from, hole.endMs)
    }
    if (from < span.endMs) left.push({ startMs: from, endMs: span.endMs })
  }
  return left
}

export function covers(spans: readonly Span[], wanted: Span): boolean {
  return spans.some((span) => span.startMs <= wanted.startMs && span.endMs >= wanted.endMs)
}

export function clip(spans: readonly Span[], to: Span): Span[] {
  return spans
    .map((span) => ({ startMs: Math.max(span.startMs, to.startMs), endMs: Math.min(span.endMs, to.endMs) }))
    .filter((span) => span.startMs < span.endMs)
}
