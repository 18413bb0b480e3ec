package io.mailyard.server;

import io.mailyard.agent.EngineFactory;
import io.mailyard.config.Settings;
import io.mailyard.delivery.Engine;
import io.mailyard.delivery.EngineConfig;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.notices.RelayConfig;
import io.mailyard.smtp.SmtpLogin;
import io.mailyard.smtp.TlsContexts;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Creates engines from the settings, for the server and for the node role. */
public final class ConfiguredEngines {
    private ConfiguredEngines() {}

    /** A factory whose engines share the configuration and one DNS client. */
    public static EngineFactory of(Settings settings, InstantSource clock) {
        EngineConfig config = EngineConfig.from(settings);
        Dns dns = Dns.open(DnsConfig.from(settings));
        return (node, leaseClient) -> Engine.open(node, leaseClient, config, dns, clock);
    }

    /**
     * Creates the engine of the platform's own mail.
     *
     * @throws io.mailyard.base.StartException if the relay's certificate file cannot be used
     */
    static EngineFactory ofPlatform(Settings settings, RelayConfig relay, InstantSource clock) {
        EngineConfig all = EngineConfig.from(settings);
        EngineConfig config =
                relay.hasRelay()
                        ? all.small(relay.connectTimeout(), relay.timeout())
                        : all.small(all.connectTimeout(), all.timeout());
        Dns dns = Dns.open(DnsConfig.from(settings));
        SSLContext trusted = relay.hasRelay() ? relay.trusted() : TlsContexts.verifying();
        @Nullable SmtpLogin login = relay.relayLogin();
        return (node, leaseClient) ->
                Engine.open(node, leaseClient, config, trusted, login, dns, clock);
    }
}
