package io.mailyard.server;

import io.mailyard.agent.EngineFactory;
import io.mailyard.config.Settings;
import io.mailyard.delivery.Engine;
import io.mailyard.delivery.EngineConfig;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import java.time.Clock;

/** Engines as the settings have them, for the server and for the role of a node. */
public final class ConfiguredEngines {
    private ConfiguredEngines() {}

    public static EngineFactory of(Settings settings, Clock clock) {
        EngineConfig config = EngineConfig.from(settings);
        Dns dns = Dns.open(DnsConfig.from(settings));
        return (node, desk) -> Engine.open(node, desk, config, dns, clock);
    }
}
