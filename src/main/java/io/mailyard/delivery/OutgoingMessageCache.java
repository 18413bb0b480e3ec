package io.mailyard.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.mime.BodyEncoding;
import io.mailyard.mime.DkimSigner;
import io.mailyard.mime.HeaderSection;
import io.mailyard.mime.SevenBit;
import io.mailyard.mime.TransferEncoding;
import io.mailyard.policies.Isp;
import io.mailyard.smtp.Content;
import io.mailyard.smtp.Content.Part;
import io.mailyard.smtp.SmtpSession;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages as they go out: encoded and with the header fields as their ISP wants them, and signed.
 * Each is fetched, changed and signed once for all recipients that come soon after each other.
 */
final class OutgoingMessageCache {
    /** The recipients of one message are attempted close together. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    /** What a cached message costs beside its octets. */
    private static final int OVERHEAD = 500;

    /** In how many bits a host takes a message. */
    enum Bits {
        /** As it came. */
        AS_IT_IS,
        /** Its header in ASCII, its body as it came: a host without SMTPUTF8. */
        ASCII_HEADER,
        /** All of it in ASCII: a host without 8BITMIME. */
        SEVEN;

        /** What such a host takes of such a message. */
        static Bits of(Content content, SmtpSession session) {
            if (!content.eightBit()) {
                return AS_IT_IS;
            }
            if (!session.takesEightBit()) {
                return SEVEN;
            }
            return content.eightBitHeader() && !session.takesUtf8() ? ASCII_HEADER : AS_IT_IS;
        }
    }

    private record Key(
            long messageId,
            long senderId,
            long revision,
            String isp,
            HeaderOverrides overrides,
            List<Long> keys,
            Bits bits) {}

    private final LeaseClient desk;
    private final Clock clock;
    private final Cache<Long, byte[]> accepted;
    private final Cache<Key, Content> ready;

    OutgoingMessageCache(LeaseClient desk, Clock clock, int octets) {
        this.desk = desk;
        this.clock = clock;
        this.accepted =
                Caffeine.newBuilder()
                        .maximumWeight(octets)
                        .weigher((Long id, byte[] content) -> content.length + OVERHEAD)
                        .expireAfterWrite(KEPT)
                        .build();
        // A signed message shares its octets with the accepted one.
        this.ready =
                Caffeine.newBuilder()
                        .maximumWeight(octets)
                        .weigher((Key key, Content content) -> (int) content.size() + OVERHEAD)
                        .expireAfterWrite(KEPT)
                        .build();
    }

    /** A parcel's message as its host is to get it. */
    Content of(ActiveConfig plan, DeliveryTask parcel, Bits bits) {
        Optional<Isp> changed =
                plan.isp(parcel.isp()).filter(isp -> !parcel.unaltered() && changes(isp));
        Key key =
                new Key(
                        parcel.messageId(),
                        parcel.senderId(),
                        plan.config().revision(),
                        changed.map(Isp::name).orElse(""),
                        parcel.overrides(),
                        parcel.keys().stream().map(secret -> secret.key().id()).toList(),
                        bits);
        Content known = ready.getIfPresent(key);
        if (known != null) {
            return known;
        }
        return ready.get(key, missing -> made(parcel, changed, given(parcel), bits));
    }

    /** The message as it was accepted, with what its virtual sender says of it in place. */
    private byte[] given(DeliveryTask parcel) {
        byte[] message = accepted(parcel.messageId());
        return parcel.overrides().none()
                ? message
                : HeaderRewriter.message(message, parcel.overrides());
    }

    private static boolean changes(Isp isp) {
        return !isp.headersAdd().isEmpty() || !isp.headersDelete().isEmpty() || encodes(isp);
    }

    private static boolean encodes(Isp isp) {
        return !(isp.encodingGlobal() + isp.encodingHtml() + isp.encodingText()).isEmpty();
    }

    /** How an ISP wants the parts of a type; other parts than text stay as they came. */
    private static Optional<TransferEncoding> wanted(Isp isp, String type) {
        String own = type.equals("text/html") ? isp.encodingHtml() : isp.encodingText();
        return TransferEncoding.of(own.isEmpty() ? isp.encodingGlobal() : own);
    }

    private byte[] accepted(long messageId) {
        return accepted.get(messageId, desk::content);
    }

    private Content made(DeliveryTask parcel, Optional<Isp> changed, byte[] given, Bits bits) {
        byte[] encoded =
                changed.filter(OutgoingMessageCache::encodes)
                        .map(isp -> BodyEncoding.change(given, type -> wanted(isp, type)))
                        .orElse(given);
        byte[] message =
                switch (bits) {
                    case AS_IT_IS -> encoded;
                    case ASCII_HEADER -> SevenBit.header(encoded);
                    case SEVEN -> SevenBit.message(encoded);
                };
        HeaderSection header = HeaderSection.of(message);
        if (changed.isPresent()) {
            byte[] head = HeaderEdit.head(message, header, changed.get());
            Part body = new Part(message, header.body(), message.length);
            return signed(parcel, head, HeaderSection.of(head), body);
        }
        return signed(parcel, message, header, new Part(message, message.length, message.length));
    }

    /**
     * Signatures before a message.
     *
     * @param head the message, or its header section alone
     * @param rest the body where {@code head} is the header section
     */
    private Content signed(DeliveryTask parcel, byte[] head, HeaderSection header, Part rest) {
        List<DkimSigner> signers = signers(parcel, header.fromDomain());
        List<Part> parts = new ArrayList<>();
        if (!signers.isEmpty()) {
            boolean whole = rest.from() == rest.to();
            byte[] hash =
                    whole
                            ? DkimSigner.bodyHash(head, header.body())
                            : DkimSigner.bodyHash(rest.bytes(), rest.from());
            for (DkimSigner signer : signers) {
                parts.add(Part.of(signer.sign(head, header, hash, clock.instant())));
            }
        }
        parts.add(Part.of(head));
        parts.add(rest);
        return Content.of(parts, SevenBit.addressNeedsUtf8(head, header));
    }

    /** Those of a parcel's keys whose domain is the From's, or one above it. */
    private static List<DkimSigner> signers(DeliveryTask parcel, String fromDomain) {
        return parcel.keys().stream()
                .filter(secret -> isOf(fromDomain, secret.key().domain()))
                .map(secret ->
                        new DkimSigner(
                                secret.key().domain(),
                                secret.key().selector(),
                                secret.privateKey()))
                .toList();
    }

    private static boolean isOf(String fromDomain, String keyDomain) {
        return fromDomain.equals(keyDomain) || fromDomain.endsWith("." + keyDomain);
    }
}
