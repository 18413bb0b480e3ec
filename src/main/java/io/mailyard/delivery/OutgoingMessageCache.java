package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.mime.BodyEncoding;
import io.mailyard.mime.DkimSigner;
import io.mailyard.mime.HeaderSection;
import io.mailyard.mime.OriginatorGuard;
import io.mailyard.mime.SevenBit;
import io.mailyard.mime.TransferEncoding;
import io.mailyard.policies.Isp;
import io.mailyard.smtp.Content;
import io.mailyard.smtp.Content.ContentPart;
import io.mailyard.smtp.SmtpSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Messages ready to send: encoded, with header fields as their ISP requires, and signed. Each is
 * fetched, changed and signed once for all recipients that follow shortly.
 */
final class OutgoingMessageCache {
    /** Recipients of one message are attempted close together. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    /** Memory of a cached message besides its octets. */
    private static final int OVERHEAD = 500;

    /** Form in which a host can receive a message. */
    enum Width {
        /** As accepted. */
        UNCHANGED,
        /** Header in ASCII, body unchanged: for a host without SMTPUTF8. */
        ASCII_HEADER,
        /** Everything in ASCII: for a host without 8BITMIME. */
        SEVEN_BIT;

        /** The form of a message that a host can receive. */
        static Width of(Content content, SmtpSession session) {
            if (!content.eightBit()) {
                return UNCHANGED;
            }
            if (!session.takesEightBit()) {
                return SEVEN_BIT;
            }
            return content.eightBitHeader() && !session.takesUtf8() ? ASCII_HEADER : UNCHANGED;
        }
    }

    private record OutgoingMessageKey(
            long messageId,
            long senderId,
            long revision,
            String isp,
            HeaderOverrides overrides,
            List<Long> keys,
            Width width) {}

    private final LeaseClient leaseClient;
    private final InstantSource clock;
    private final Cache<Long, byte[]> accepted;
    private final Cache<OutgoingMessageKey, Content> ready;

    OutgoingMessageCache(LeaseClient leaseClient, InstantSource clock, int octets) {
        this.leaseClient = leaseClient;
        this.clock = clock;
        this.accepted =
                Caffeine.newBuilder()
                        .maximumWeight(octets)
                        .weigher((Long id, byte[] content) -> content.length + OVERHEAD)
                        .expireAfterWrite(LIFETIME)
                        .build();
        // A signed message shares its octets with the accepted one.
        this.ready =
                Caffeine.newBuilder()
                        .maximumWeight(octets)
                        .weigher((OutgoingMessageKey key, Content content) ->
                                (int) content.size() + OVERHEAD)
                        .expireAfterWrite(LIFETIME)
                        .build();
    }

    /**
     * The message of a task as its host receives it.
     *
     * @throws ChangedOriginators if it would name other originators than the accepted message
     */
    Content contentOf(ActiveConfig config, DeliveryTask task, Width width) {
        Optional<Isp> changed =
                config.isp(task.isp()).filter(isp -> !task.unaltered() && isAltered(isp));
        OutgoingMessageKey key =
                new OutgoingMessageKey(
                        task.messageId(),
                        task.senderId(),
                        config.config().revision(),
                        changed.map(Isp::name).orElse(""),
                        task.overrides(),
                        task.keys().stream().map(secret -> secret.key().id()).toList(),
                        width);
        Content known = ready.getIfPresent(key);
        if (known != null) {
            return known;
        }
        return ready.get(key, missing -> prepare(task, changed, width));
    }

    /** The accepted message with the overrides of its virtual sender. */
    private static byte[] withOverrides(DeliveryTask task, byte[] accepted) {
        return task.overrides().isEmpty()
                ? accepted
                : HeaderRewriter.message(accepted, task.overrides());
    }

    /** Compares the originators of a message whose header was rewritten with the accepted ones. */
    private static void requireSameOriginators(
            DeliveryTask task, byte[] accepted, byte[] rewritten) {
        if (Arrays.equals(rewritten, accepted)) {
            return;
        }
        HeaderOverrides overrides = task.overrides();
        boolean firstOnly = !overrides.fromName().isEmpty();
        OriginatorGuard.fault(accepted, rewritten, overrides.fromEmail(), firstOnly)
                .ifPresent(fault -> {
                    throw new ChangedOriginators(fault);
                });
    }

    private static boolean isAltered(Isp isp) {
        return !isp.headersAdd().isEmpty() || !isp.headersDelete().isEmpty() || isEncoded(isp);
    }

    private static boolean isEncoded(Isp isp) {
        return !(isp.encodingGlobal() + isp.encodingHtml() + isp.encodingText()).isEmpty();
    }

    /**
     * The transfer encoding an ISP requires for text parts of a type; other parts stay unchanged.
     */
    private static Optional<TransferEncoding> encodingOf(Isp isp, String type) {
        String own = type.equals("text/html") ? isp.encodingHtml() : isp.encodingText();
        return TransferEncoding.of(own.isEmpty() ? isp.encodingGlobal() : own);
    }

    private byte[] accepted(long messageId) {
        return accepted.get(messageId, leaseClient::content);
    }

    private Content prepare(DeliveryTask task, Optional<Isp> changed, Width width) {
        byte[] accepted = accepted(task.messageId());
        byte[] given = withOverrides(task, accepted);
        byte[] encoded =
                changed.filter(OutgoingMessageCache::isEncoded)
                        .map(isp -> BodyEncoding.change(given, type -> encodingOf(isp, type)))
                        .orElse(given);
        byte[] message =
                switch (width) {
                    case UNCHANGED -> encoded;
                    case ASCII_HEADER -> SevenBit.header(encoded);
                    case SEVEN_BIT -> SevenBit.message(encoded);
                };
        requireSameOriginators(task, accepted, message);
        HeaderSection header = HeaderSection.of(message);
        if (changed.isPresent()) {
            byte[] head = HeaderEdit.head(message, header, changed.get());
            ContentPart body = new ContentPart(message, header.body(), message.length);
            return sign(task, head, HeaderSection.of(head), body);
        }
        return sign(
                task, message, header, new ContentPart(message, message.length, message.length));
    }

    /**
     * Adds signatures before a message.
     *
     * @param head the message, or its header section alone
     * @param rest the body if {@code head} is the header section only
     */
    private Content sign(DeliveryTask task, byte[] head, HeaderSection header, ContentPart rest) {
        List<DkimSigner> signers = signers(task, header.fromDomain());
        List<ContentPart> parts = new ArrayList<>();
        if (!signers.isEmpty()) {
            boolean whole = rest.from() == rest.to();
            byte[] hash =
                    whole
                            ? DkimSigner.bodyHash(head, header.body())
                            : DkimSigner.bodyHash(rest.bytes(), rest.from());
            for (DkimSigner signer : signers) {
                parts.add(ContentPart.of(signer.sign(head, header, hash, clock.instant())));
            }
        }
        parts.add(ContentPart.of(head));
        parts.add(rest);
        return Content.of(parts, SevenBit.addressNeedsUtf8(head, header));
    }

    /** Signers for the task's keys whose domain equals the From domain or is a parent of it. */
    private static List<DkimSigner> signers(DeliveryTask task, String fromDomain) {
        return task.keys().stream()
                .filter(secret -> isSameOrParent(fromDomain, secret.key().domain()))
                .map(secret ->
                        new DkimSigner(
                                secret.key().domain(),
                                secret.key().selector(),
                                secret.privateKey()))
                .toList();
    }

    private static boolean isSameOrParent(String fromDomain, String keyDomain) {
        return fromDomain.equals(keyDomain) || fromDomain.endsWith("." + keyDomain);
    }
}
