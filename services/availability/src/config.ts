import { readEnv } from '@calbridge/core'

export const loadConfig = (source: Record<string, string | undefined> = process.env) =>
  readEnv(source, (env) => ({
    host: env.text('HOST', '0.0.0.0'),
    grpcPort: env.port('GRPC_PORT', 50_051),
    metricsPort: env.port('METRICS_PORT', 9_101),
    logLevel: env.text('LOG_LEVEL', 'info'),
    serviceToken: env.text('SERVICE_TOKEN'),
    keyEncryptionKeys: env.text('KEY_ENCRYPTION_KEYS'),
    reflection: env.flag('GRPC_REFLECTION'),
    bookingGrpc: env.list('BOOKING_GRPC'),
    kafka: {
      brokers: env.list('KAFKA_BROKERS'),
      groupId: env.text('KAFKA_GROUP_ID', 'availability'),
      topicPrefix: env.text('KAFKA_TOPIC_PREFIX', ''),
    },
    // Only slot history: some statements a second, behind the answers.
    mysql: { url: env.text('MYSQL_URL'), poolMax: env.int('MYSQL_POOL_MAX', { fallback: 4, min: 2 }) },
    redis: {
      url: env.text('REDIS_URL'),
      // What a look-up loses at most when Redis hangs, before it does without.
      commandTimeoutMs: env.int('REDIS_COMMAND_TIMEOUT_MS', { fallback: 250, min: 10 }),
      // The first level is off when its news has been silent for so long.
      silenceMs: env.int('REDIS_SILENCE_MS', { fallback: 250, min: 20 }),
    },
    cache: {
      firstLevelBytes: env.int('L1_MAX_BYTES', { fallback: 64 * 2 ** 20, min: 1_024 }),
      staleMs: env.int('STALE_MAX_AGE_MS', { fallback: 3_600_000, min: 1 }),
      // How long after its time, and at most a fifth of it, a day against which nothing is known is given at once while it is asked
      // for anew: a voice caller hears the answer a second or two earlier, and it is a minute older than it could be. 0 is never.
      overdueMs: env.int('STALE_WHILE_REVALIDATE_MS', { fallback: 60_000, min: 0 }),
      // One call costs the same for a week: who asks for a day asks for the next ones soon.
      spanDays: env.int('LOAD_SPAN_DAYS', { fallback: 7, min: 1, max: 31 }),
      // A calendar that could not be read a moment ago may be readable now; the mark is gone a little later.
      suspiciousMs: env.int('SUSPICIOUS_RECHECK_MS', { fallback: 10_000, min: 1 }),
      // After a load ahead of need found no budget to spare.
      refreshPauseMs: env.int('REFRESH_PAUSE_MS', { fallback: 5_000, min: 1 }),
      versionTtlMs: env.int('VERSION_TTL_MS', { fallback: 86_400_000, min: 60_000 }),
      // A dead leader is replaced after so long; the living one renews three times meanwhile.
      leaseMs: env.int('LOAD_LEASE_MS', { fallback: 2_000, min: 50 }),
      loadTimeoutMs: env.int('LOAD_TIMEOUT_MS', { fallback: 10_000, min: 50 }),
      // Cal.com lists a day wrongly for 2 s after a change there.
      settleMs: env.int('SETTLE_MS', { fallback: 2_500, min: 1 }),
    },
    facts: {
      // What an account has is looked at on the days of a change of clocks alone; a look-up that needs it waits no longer.
      waitMs: env.int('ACCOUNT_FACTS_WAIT_MS', { fallback: 500, min: 0 }),
      callMs: env.int('ACCOUNT_FACTS_TIMEOUT_MS', { fallback: 10_000, min: 50 }),
      // Working hours change seldom: yesterday's are better than none.
      staleMs: env.int('ACCOUNT_FACTS_STALE_MS', { fallback: 86_400_000, min: 1 }),
      maxBytes: env.int('ACCOUNT_FACTS_MAX_BYTES', { fallback: 4 * 2 ** 20, min: 1_024 }),
    },
    warmUp: {
      // 0 for none but those on demand.
      everyMs: env.int('WARM_UP_EVERY_MS', { fallback: 3_600_000, min: 0 }),
      // A run of a hundred event types takes about a minute of spare budget.
      leadMs: env.int('WARM_UP_LEAD_MS', { fallback: 120_000, min: 0 }),
      lookMs: env.int('WARM_UP_LOOK_MS', { fallback: 60_000, min: 1 }),
      places: env.int('WARM_UP_PLACES', { fallback: 8, min: 1 }),
      // Longer than a load and a pause together: within them nothing is kept.
      leaseMs: env.int('WARM_UP_LEASE_MS', { fallback: 30_000, min: 50 }),
      waitMs: env.int('WARM_UP_WAIT_MS', { fallback: 5_000, min: 1 }),
      patienceMs: env.int('WARM_UP_PATIENCE_MS', { fallback: 1_800_000, min: 1 }),
      keepMs: env.int('WARM_UP_KEEP_MS', { fallback: 7 * 86_400_000, min: 60_000 }),
      tellMs: env.int('WARM_UP_TELL_MS', { fallback: 1_000, min: 1 }),
    },
    claims: {
      // An appointment's older event can be told apart for so long at least: Kafka keeps events for a week.
      guardTtlMs: env.int('CLAIM_GUARD_TTL_MS', { fallback: 7 * 86_400_000, min: 60_000 }),
      rebuildMs: env.int('CLAIM_REBUILD_MS', { fallback: 10_000, min: 100 }),
      rebuildWaitMs: env.int('CLAIM_REBUILD_WAIT_MS', { fallback: 300, min: 0 }),
      rebuildPauseMs: env.int('CLAIM_REBUILD_PAUSE_MS', { fallback: 1_000, min: 1 }),
      lagEveryMs: env.int('PROJECTION_CHECK_MS', { fallback: 1_000, min: 10 }),
      // Two checks and a commit are normal; beyond this a consumer is stuck, or nobody reads a partition.
      lagMaxMs: env.int('PROJECTION_LAG_MAX_MS', { fallback: 10_000, min: 100 }),
    },
    calcom: {
      // `ready` is for installations whose keys are known to be new; see the budget's firstUse.
      firstUse: env.text('CALCOM_FIRST_USE', 'silent') === 'ready' ? ('ready' as const) : ('silent' as const),
      windowMs: env.optional('CALCOM_WINDOW_MS') === undefined ? undefined : env.int('CALCOM_WINDOW_MS', { min: 1 }),
      blockMs: env.optional('CALCOM_BLOCK_MS') === undefined ? undefined : env.int('CALCOM_BLOCK_MS', { min: 1 }),
    },
    history: {
      keepDays: env.int('HISTORY_KEEP_DAYS', { fallback: 30, min: 1 }),
      // The database may be out of reach for as long before a day has no place to be written to.
      aheadDays: env.int('HISTORY_AHEAD_DAYS', { fallback: 3, min: 1 }),
      // Of answers without a call or request id, by which alone somebody could ask for them.
      oneIn: env.int('HISTORY_ONE_IN', { fallback: 100, min: 1 }),
      // Each holds about a kilobyte, most of it shared with the first level.
      queueMaxDays: env.int('HISTORY_QUEUE_MAX_DAYS', { fallback: 20_000, min: 1 }),
      pauseMs: env.int('HISTORY_WRITE_EVERY_MS', { fallback: 500, min: 1 }),
      keepUpMs: env.int('HISTORY_KEEP_UP_EVERY_MS', { fallback: 3_600_000, min: 1 }),
      closeMs: env.int('HISTORY_CLOSE_MS', { fallback: 2_000, min: 0 }),
    },
    batch: {
      // Event types of one batch that are looked up at once: a batch shall not fill Redis' queue before everybody else.
      places: env.int('BATCH_PLACES', { fallback: 32, min: 1 }),
      // One that takes longer waits for Cal.com, not for us: its place goes to the next.
      patienceMs: env.int('BATCH_PATIENCE_MS', { fallback: 50, min: 1 }),
    },
    lookUp: {
      maxDays: env.int('MAX_RANGE_DAYS', { fallback: 62, min: 1 }),
      defaultDeadlineMs: env.int('DEFAULT_DEADLINE_MS', { fallback: 1_500, min: 1 }),
      // Of the caller's time, kept for the answer's way back.
      marginMs: env.int('DEADLINE_MARGIN_MS', { fallback: 100, min: 0 }),
    },
  }))

export type Config = ReturnType<typeof loadConfig>
