/** Instants from one to before the other, epoch milliseconds. */
export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

export const covers = (spans: readonly Span[], { fromMs, untilMs }: Span): boolean =>
  spans.some((span) => span.fromMs <= fromMs && span.untilMs >= untilMs)

/** The same instants in spans that neither touch nor overlap, in order. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1)
    if (last && span.fromMs <= last.untilMs) merged[merged.length - 1] = { ...last, untilMs: Math.max(last.untilMs, span.untilMs) }
    else merged.push(span)
  }
  return merged
}
