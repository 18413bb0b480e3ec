package io.mailyard.alerts;

/**
 * Pages that mails of alerts and reports link to.
 *
 * @param publicUrl for administrators, without a slash at its end
 * @param portalUrl for users of accounts, likewise
 */
record MailLinks(String publicUrl, String portalUrl) {
    private static final String PORTAL = "/portal";

    /** The host of the public address. */
    String host() {
        return Alerts.host(publicUrl);
    }

    /** The page that an alert is about. */
    String of(AlertTopic topic) {
        return (topic == AlertTopic.PLATFORM ? publicUrl + "/admin" : portalUrl + PORTAL)
                + switch (topic) {
                    case PLATFORM -> "/health";
                    case LIMIT_NEAR, LIMIT_REACHED, ACCOUNT_FROZEN, ACCOUNT_UNFROZEN -> "";
                    case DOMAIN -> "/domains";
                    case WEBHOOK -> "/webhooks";
                    case COMPLAINTS, HARD_BOUNCES, SOFT_BOUNCES -> "/statistics";
                };
    }

    String statistics() {
        return portalUrl + PORTAL + "/statistics";
    }

    /** Where users switch alerts and reports on and off. */
    String profile() {
        return portalUrl + PORTAL + "/profile";
    }
}
