package io.mailyard.identity;

import io.mailyard.accounts.DomainsPolicy;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;

/**
 * The domains that accounts may write as.
 *
 * @param policy the policy of accounts that have none of their own
 */
public record IdentityConfig(DomainsPolicy policy) {
    private static final Setting<String> POLICY =
            Setting.oneOf(
                    "domains.policy",
                    List.of("sign", "require", "off"),
                    "sign",
                    "Which domains an account may write from, besides its own: sign, nobody's too; require, no other, as"
                            + " is advised wherever strangers sign up; off, every one. An account's domains_policy goes"
                            + " before it.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(POLICY);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static IdentityConfig from(Settings settings) {
        return new IdentityConfig(DomainsPolicy.of(settings.get(POLICY)));
    }
}
