package io.mailyard.gate;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;

/**
 * Limits of the gate.
 *
 * @param tokenInUrl whether a token in the query string is accepted
 * @param callsPerMinute calls per token and minute; 0 for no limit
 */
public record AccessConfig(boolean tokenInUrl, int callsPerMinute) {
    private static final Setting<Boolean> TOKEN_IN_URL =
            Setting.flag(
                    "api.token-in-url",
                    false,
                    "Take the token from the query string too. It ends up in logs of proxies: avoid.");
    private static final Setting<Integer> CALLS_PER_MINUTE =
            Setting.integer(
                    "api.calls-per-minute",
                    0,
                    0,
                    100_000_000,
                    "Calls that one token may make in a minute; more are refused with 429. 0: no limit.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(TOKEN_IN_URL, CALLS_PER_MINUTE);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static AccessConfig from(Settings settings) {
        return new AccessConfig(settings.get(TOKEN_IN_URL), settings.get(CALLS_PER_MINUTE));
    }
}
