-- The schema of version 3, as the program before the next made it: leads, counters, accounts, attempts,
-- audit, outbox, chores, tallies and marks. Never changed.
PRAGMA journal_mode = WAL;
CREATE TABLE "leads" (
   "reference" TEXT PRIMARY KEY NOT NULL,
   "week" TEXT NOT NULL,
   "language" TEXT NOT NULL,
   "edition" INTEGER NOT NULL,
   "source" TEXT,
   "utm_source" TEXT,
   "utm_medium" TEXT,
   "utm_campaign" TEXT,
   "role" TEXT NOT NULL,
   "type" TEXT NOT NULL,
   "stage" TEXT NOT NULL,
   "band" TEXT NOT NULL,
   "model" TEXT NOT NULL,
   "D1_direction" INTEGER,
   "D1_practice" INTEGER,
   "D1_evidence" INTEGER,
   "D2_direction" INTEGER,
   "D2_practice" INTEGER,
   "D2_evidence" INTEGER,
   "D3_direction" INTEGER,
   "D3_practice" INTEGER,
   "D3_evidence" INTEGER,
   "D4_direction" INTEGER,
   "D4_practice" INTEGER,
   "D4_evidence" INTEGER,
   "D5_direction" INTEGER,
   "D5_practice" INTEGER,
   "D5_evidence" INTEGER,
   "D6_direction" INTEGER,
   "D6_practice" INTEGER,
   "D6_evidence" INTEGER,
   "D7_direction" INTEGER,
   "D7_practice" INTEGER,
   "D7_evidence" INTEGER,
   "D8_direction" INTEGER,
   "D8_practice" INTEGER,
   "D8_evidence" INTEGER,
   "D1_score" REAL,
   "D2_score" REAL,
   "D3_score" REAL,
   "D4_score" REAL,
   "D5_score" REAL,
   "D6_score" REAL,
   "D7_score" REAL,
   "D8_score" REAL,
   "index" REAL,
   "level" INTEGER,
   "range_low" INTEGER,
   "range_high" INTEGER,
   "levers" TEXT NOT NULL,
   "flags" TEXT NOT NULL,
   "next_step" TEXT,
   "test" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE counters (
        week TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,
        count INTEGER NOT NULL, PRIMARY KEY (week, language, source, name)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE accounts (
        name TEXT PRIMARY KEY, password TEXT NOT NULL, session TEXT NOT NULL UNIQUE
    ) STRICT, WITHOUT ROWID;
CREATE TABLE attempts (name TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, account TEXT NOT NULL, action TEXT NOT NULL,
        about TEXT NOT NULL, count INTEGER
    ) STRICT;
CREATE TABLE outbox (
        id TEXT NOT NULL, reference TEXT NOT NULL, event TEXT NOT NULL, attempts INTEGER NOT NULL,
        due INTEGER NOT NULL, sending INTEGER NOT NULL, PRIMARY KEY (reference, id)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE tallies (week TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL, "level" INTEGER NOT NULL, "test" INTEGER NOT NULL, "leads" INTEGER NOT NULL, "D1_score" INTEGER NOT NULL, "D1_score_known" INTEGER NOT NULL, "D2_score" INTEGER NOT NULL, "D2_score_known" INTEGER NOT NULL, "D3_score" INTEGER NOT NULL, "D3_score_known" INTEGER NOT NULL, "D4_score" INTEGER NOT NULL, "D4_score_known" INTEGER NOT NULL, "D5_score" INTEGER NOT NULL, "D5_score_known" INTEGER NOT NULL, "D6_score" INTEGER NOT NULL, "D6_score_known" INTEGER NOT NULL, "D7_score" INTEGER NOT NULL, "D7_score_known" INTEGER NOT NULL, "D8_score" INTEGER NOT NULL, "D8_score_known" INTEGER NOT NULL, "index" INTEGER NOT NULL, "index_known" INTEGER NOT NULL, PRIMARY KEY (week, language, source, level, test)) WITHOUT ROWID;
CREATE TABLE marks (
        name TEXT NOT NULL, value TEXT NOT NULL, week TEXT NOT NULL, bits BLOB NOT NULL,
        PRIMARY KEY (name, value, week)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE chores (name TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due);
CREATE INDEX marks_by_week ON marks (week);
CREATE INDEX leads_by_week ON leads (week DESC, reference, test, language, source, type, stage, band, level, next_step);
CREATE TRIGGER outbox_forgets AFTER DELETE ON leads BEGIN
        DELETE FROM outbox WHERE reference = old.reference;
    END;
CREATE TRIGGER tally_insert AFTER INSERT ON leads BEGIN INSERT INTO tallies ("week", "language", "source", "level", "test", "leads", "D1_score", "D1_score_known", "D2_score", "D2_score_known", "D3_score", "D3_score_known", "D4_score", "D4_score_known", "D5_score", "D5_score_known", "D6_score", "D6_score_known", "D7_score", "D7_score_known", "D8_score", "D8_score_known", "index", "index_known") VALUES (new.week, new.language, coalesce(new.source, '-'), coalesce(new.level, 0), new.test, 1, coalesce(cast(round(new."D1_score" * 10000) AS INTEGER), 0), (new."D1_score" IS NOT NULL), coalesce(cast(round(new."D2_score" * 10000) AS INTEGER), 0), (new."D2_score" IS NOT NULL), coalesce(cast(round(new."D3_score" * 10000) AS INTEGER), 0), (new."D3_score" IS NOT NULL), coalesce(cast(round(new."D4_score" * 10000) AS INTEGER), 0), (new."D4_score" IS NOT NULL), coalesce(cast(round(new."D5_score" * 10000) AS INTEGER), 0), (new."D5_score" IS NOT NULL), coalesce(cast(round(new."D6_score" * 10000) AS INTEGER), 0), (new."D6_score" IS NOT NULL), coalesce(cast(round(new."D7_score" * 10000) AS INTEGER), 0), (new."D7_score" IS NOT NULL), coalesce(cast(round(new."D8_score" * 10000) AS INTEGER), 0), (new."D8_score" IS NOT NULL), coalesce(cast(round(new."index" * 10000) AS INTEGER), 0), (new."index" IS NOT NULL)) ON CONFLICT ("week", "language", "source", "level", "test") DO UPDATE SET "leads" = "leads" + excluded."leads", "D1_score" = "D1_score" + excluded."D1_score", "D1_score_known" = "D1_score_known" + excluded."D1_score_known", "D2_score" = "D2_score" + excluded."D2_score", "D2_score_known" = "D2_score_known" + excluded."D2_score_known", "D3_score" = "D3_score" + excluded."D3_score", "D3_score_known" = "D3_score_known" + excluded."D3_score_known", "D4_score" = "D4_score" + excluded."D4_score", "D4_score_known" = "D4_score_known" + excluded."D4_score_known", "D5_score" = "D5_score" + excluded."D5_score", "D5_score_known" = "D5_score_known" + excluded."D5_score_known", "D6_score" = "D6_score" + excluded."D6_score", "D6_score_known" = "D6_score_known" + excluded."D6_score_known", "D7_score" = "D7_score" + excluded."D7_score", "D7_score_known" = "D7_score_known" + excluded."D7_score_known", "D8_score" = "D8_score" + excluded."D8_score", "D8_score_known" = "D8_score_known" + excluded."D8_score_known", "index" = "index" + excluded."index", "index_known" = "index_known" + excluded."index_known";  END;
CREATE TRIGGER tally_delete AFTER DELETE ON leads BEGIN UPDATE tallies SET "leads" = "leads" - 1, "D1_score" = "D1_score" - coalesce(cast(round(old."D1_score" * 10000) AS INTEGER), 0), "D1_score_known" = "D1_score_known" - (old."D1_score" IS NOT NULL), "D2_score" = "D2_score" - coalesce(cast(round(old."D2_score" * 10000) AS INTEGER), 0), "D2_score_known" = "D2_score_known" - (old."D2_score" IS NOT NULL), "D3_score" = "D3_score" - coalesce(cast(round(old."D3_score" * 10000) AS INTEGER), 0), "D3_score_known" = "D3_score_known" - (old."D3_score" IS NOT NULL), "D4_score" = "D4_score" - coalesce(cast(round(old."D4_score" * 10000) AS INTEGER), 0), "D4_score_known" = "D4_score_known" - (old."D4_score" IS NOT NULL), "D5_score" = "D5_score" - coalesce(cast(round(old."D5_score" * 10000) AS INTEGER), 0), "D5_score_known" = "D5_score_known" - (old."D5_score" IS NOT NULL), "D6_score" = "D6_score" - coalesce(cast(round(old."D6_score" * 10000) AS INTEGER), 0), "D6_score_known" = "D6_score_known" - (old."D6_score" IS NOT NULL), "D7_score" = "D7_score" - coalesce(cast(round(old."D7_score" * 10000) AS INTEGER), 0), "D7_score_known" = "D7_score_known" - (old."D7_score" IS NOT NULL), "D8_score" = "D8_score" - coalesce(cast(round(old."D8_score" * 10000) AS INTEGER), 0), "D8_score_known" = "D8_score_known" - (old."D8_score" IS NOT NULL), "index" = "index" - coalesce(cast(round(old."index" * 10000) AS INTEGER), 0), "index_known" = "index_known" - (old."index" IS NOT NULL) WHERE "week" = old.week AND "language" = old.language AND "source" = coalesce(old.source, '-') AND "level" = coalesce(old.level, 0) AND "test" = old.test; DELETE FROM tallies WHERE leads = 0 AND "week" = old.week AND "language" = old.language AND "source" = coalesce(old.source, '-') AND "level" = coalesce(old.level, 0) AND "test" = old.test;  END;
CREATE TRIGGER tally_update AFTER UPDATE ON leads BEGIN UPDATE tallies SET "leads" = "leads" - 1, "D1_score" = "D1_score" - coalesce(cast(round(old."D1_score" * 10000) AS INTEGER), 0), "D1_score_known" = "D1_score_known" - (old."D1_score" IS NOT NULL), "D2_score" = "D2_score" - coalesce(cast(round(old."D2_score" * 10000) AS INTEGER), 0), "D2_score_known" = "D2_score_known" - (old."D2_score" IS NOT NULL), "D3_score" = "D3_score" - coalesce(cast(round(old."D3_score" * 10000) AS INTEGER), 0), "D3_score_known" = "D3_score_known" - (old."D3_score" IS NOT NULL), "D4_score" = "D4_score" - coalesce(cast(round(old."D4_score" * 10000) AS INTEGER), 0), "D4_score_known" = "D4_score_known" - (old."D4_score" IS NOT NULL), "D5_score" = "D5_score" - coalesce(cast(round(old."D5_score" * 10000) AS INTEGER), 0), "D5_score_known" = "D5_score_known" - (old."D5_score" IS NOT NULL), "D6_score" = "D6_score" - coalesce(cast(round(old."D6_score" * 10000) AS INTEGER), 0), "D6_score_known" = "D6_score_known" - (old."D6_score" IS NOT NULL), "D7_score" = "D7_score" - coalesce(cast(round(old."D7_score" * 10000) AS INTEGER), 0), "D7_score_known" = "D7_score_known" - (old."D7_score" IS NOT NULL), "D8_score" = "D8_score" - coalesce(cast(round(old."D8_score" * 10000) AS INTEGER), 0), "D8_score_known" = "D8_score_known" - (old."D8_score" IS NOT NULL), "index" = "index" - coalesce(cast(round(old."index" * 10000) AS INTEGER), 0), "index_known" = "index_known" - (old."index" IS NOT NULL) WHERE "week" = old.week AND "language" = old.language AND "source" = coalesce(old.source, '-') AND "level" = coalesce(old.level, 0) AND "test" = old.test; DELETE FROM tallies WHERE leads = 0 AND "week" = old.week AND "language" = old.language AND "source" = coalesce(old.source, '-') AND "level" = coalesce(old.level, 0) AND "test" = old.test; INSERT INTO tallies ("week", "language", "source", "level", "test", "leads", "D1_score", "D1_score_known", "D2_score", "D2_score_known", "D3_score", "D3_score_known", "D4_score", "D4_score_known", "D5_score", "D5_score_known", "D6_score", "D6_score_known", "D7_score", "D7_score_known", "D8_score", "D8_score_known", "index", "index_known") VALUES (new.week, new.language, coalesce(new.source, '-'), coalesce(new.level, 0), new.test, 1, coalesce(cast(round(new."D1_score" * 10000) AS INTEGER), 0), (new."D1_score" IS NOT NULL), coalesce(cast(round(new."D2_score" * 10000) AS INTEGER), 0), (new."D2_score" IS NOT NULL), coalesce(cast(round(new."D3_score" * 10000) AS INTEGER), 0), (new."D3_score" IS NOT NULL), coalesce(cast(round(new."D4_score" * 10000) AS INTEGER), 0), (new."D4_score" IS NOT NULL), coalesce(cast(round(new."D5_score" * 10000) AS INTEGER), 0), (new."D5_score" IS NOT NULL), coalesce(cast(round(new."D6_score" * 10000) AS INTEGER), 0), (new."D6_score" IS NOT NULL), coalesce(cast(round(new."D7_score" * 10000) AS INTEGER), 0), (new."D7_score" IS NOT NULL), coalesce(cast(round(new."D8_score" * 10000) AS INTEGER), 0), (new."D8_score" IS NOT NULL), coalesce(cast(round(new."index" * 10000) AS INTEGER), 0), (new."index" IS NOT NULL)) ON CONFLICT ("week", "language", "source", "level", "test") DO UPDATE SET "leads" = "leads" + excluded."leads", "D1_score" = "D1_score" + excluded."D1_score", "D1_score_known" = "D1_score_known" + excluded."D1_score_known", "D2_score" = "D2_score" + excluded."D2_score", "D2_score_known" = "D2_score_known" + excluded."D2_score_known", "D3_score" = "D3_score" + excluded."D3_score", "D3_score_known" = "D3_score_known" + excluded."D3_score_known", "D4_score" = "D4_score" + excluded."D4_score", "D4_score_known" = "D4_score_known" + excluded."D4_score_known", "D5_score" = "D5_score" + excluded."D5_score", "D5_score_known" = "D5_score_known" + excluded."D5_score_known", "D6_score" = "D6_score" + excluded."D6_score", "D6_score_known" = "D6_score_known" + excluded."D6_score_known", "D7_score" = "D7_score" + excluded."D7_score", "D7_score_known" = "D7_score_known" + excluded."D7_score_known", "D8_score" = "D8_score" + excluded."D8_score", "D8_score_known" = "D8_score_known" + excluded."D8_score_known", "index" = "index" + excluded."index", "index_known" = "index_known" + excluded."index_known";  END;
CREATE TRIGGER marks_insert AFTER INSERT ON leads BEGIN DELETE FROM marks WHERE week = new.week; END;
CREATE TRIGGER marks_delete AFTER DELETE ON leads BEGIN DELETE FROM marks WHERE week = old.week; END;
CREATE TRIGGER marks_update AFTER UPDATE ON leads BEGIN DELETE FROM marks WHERE week = old.week; DELETE FROM marks WHERE week = new.week; END;
PRAGMA application_id = 1095517000;
PRAGMA user_version = 3;
