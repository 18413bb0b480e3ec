package io.mailyard.users;

/**
 * Which notices a user gets by mail.
 *
 * @param limits a limit of the tariff is passed
 * @param complaints complaints of subscribers pass the safe threshold
 * @param hardBounces hard bounces pass the safe threshold
 * @param softBounces soft bounces pass the safe threshold
 */
public record Alerts(
        boolean limits,
        boolean complaints,
        boolean hardBounces,
        boolean softBounces,
        boolean dailyReports,
        boolean weeklyReports) {
    static final Alerts NONE = new Alerts(false, false, false, false, false, false);
}
