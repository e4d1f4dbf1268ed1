/**
 * Loaded before what reads it. Another replica is taken for dead after 20 s, and only then is its work taken over; on a
 * loaded machine that comes later still. What has not come after this long will not come.
 */
process.env["TEST_PATIENCE_MS"] ??= "180000";
