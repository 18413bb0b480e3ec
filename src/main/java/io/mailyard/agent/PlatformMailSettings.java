package io.mailyard.agent;

import io.mailyard.notices.RelayConfig;
import io.mailyard.queue.PlatformMail;

/**
 * Settings by which the platform's own mail is sent.
 *
 * @param mail tells when this process has put some into the queue
 * @param engines makes the engine, which knows the relay's login
 * @param config the relay, and when mail is tried again
 * @param helo the name that mail hosts are greeted by; empty: as {@code delivery.name} says
 */
public record PlatformMailSettings(
        PlatformMail mail, EngineFactory engines, RelayConfig config, String helo) {}
