package io.mailyard.server;

import io.mailyard.accounts.AccountConfig;
import io.mailyard.acme.AcmeConfig;
import io.mailyard.administrators.AdministratorConfig;
import io.mailyard.alerts.AlertsConfig;
import io.mailyard.api.ApiConfig;
import io.mailyard.backups.BackupConfig;
import io.mailyard.config.Setting;
import io.mailyard.db.StoreConfig;
import io.mailyard.delivery.EngineConfig;
import io.mailyard.dns.DnsConfig;
import io.mailyard.domains.DomainsConfig;
import io.mailyard.events.EventConfig;
import io.mailyard.gate.AccessConfig;
import io.mailyard.http.HttpConfig;
import io.mailyard.identity.IdentityConfig;
import io.mailyard.messages.DsnConfig;
import io.mailyard.messages.MessagesConfig;
import io.mailyard.notices.RelayConfig;
import io.mailyard.operations.DrainConfig;
import io.mailyard.operations.Logs;
import io.mailyard.operations.OperationsConfig;
import io.mailyard.operations.RequestLog;
import io.mailyard.portal.PortalBrand;
import io.mailyard.portal.PortalSmtpConfig;
import io.mailyard.providers.ProviderConfig;
import io.mailyard.queue.QueueConfig;
import io.mailyard.statistics.StatisticsConfig;
import io.mailyard.submission.SubmissionConfig;
import io.mailyard.suppressions.SuppressionConfig;
import io.mailyard.users.PortalConfig;
import java.util.List;
import java.util.stream.Stream;

/** Every setting, package by package, in the order of {@code docs/configuration.md}. */
public final class AllSettings {
    private AllSettings() {}

    /** All of them; {@link io.mailyard.config.Settings#load} refuses every other key. */
    public static List<Setting<?>> list() {
        return Stream.of(
                        HttpConfig.SETTINGS,
                        ApiConfig.SETTINGS,
                        AccessConfig.SETTINGS,
                        AdministratorConfig.SETTINGS,
                        PortalConfig.SETTINGS,
                        ProviderConfig.SETTINGS,
                        PortalBrand.SETTINGS,
                        PortalSmtpConfig.SETTINGS,
                        StoreConfig.SETTINGS,
                        BackupConfig.SETTINGS,
                        AcmeConfig.SETTINGS,
                        AccountConfig.SETTINGS,
                        DomainsConfig.SETTINGS,
                        IdentityConfig.SETTINGS,
                        SubmissionConfig.SETTINGS,
                        MessagesConfig.SETTINGS,
                        QueueConfig.SETTINGS,
                        RelayConfig.SETTINGS,
                        DnsConfig.SETTINGS,
                        EngineConfig.SETTINGS,
                        DsnConfig.SETTINGS,
                        EventConfig.SETTINGS,
                        SuppressionConfig.SETTINGS,
                        StatisticsConfig.SETTINGS,
                        AlertsConfig.SETTINGS,
                        Logs.SETTINGS,
                        RequestLog.SETTINGS,
                        OperationsConfig.SETTINGS,
                        DrainConfig.SETTINGS)
                .flatMap(List::stream)
                .<Setting<?>>map(setting -> setting)
                .toList();
    }
}
