package io.mailyard.mime;

import io.mailyard.base.NativeCrypto;
import io.mailyard.base.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks the DKIM signatures of one message (RFC 6376, RFC 8301, RFC 8463). Stricter than a
 * receiver must be, because mail with a valid signature may be sent in the name of its domain. Does
 * not count a signature of a part of the body, an expired one, one by SHA-1, by a key of fewer than
 * 1024 bits, or by a key in test mode.
 */
public final class DkimVerifier {
    /** Maximum number of fields; a message with more hides something. */
    private static final int MOST_SIGNATURES = 10;

    /** Key sizes (RFC 8301 section 3.2); larger keys make the check itself too expensive. */
    private static final int LEAST_BITS = 1024;

    private static final int MOST_BITS = 4096;

    /** Tolerance for clocks that differ. */
    private static final Duration SKEW = Duration.ofMinutes(15);

    /** Possessive, since many labels would exhaust the stack otherwise. */
    private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*+");

    /** The prefix of the 32 octets of an Ed25519 key in a SubjectPublicKeyInfo. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** The value of the tag b, which is removed from the field before it is hashed. */
    private static final Pattern VALUE_OF_B = Pattern.compile("(^|;)(\\s*b\\s*=)[^;]*");

    private final byte[] message;
    private final HeaderSection header;
    private final Map<Boolean, byte[]> bodyHashes = new HashMap<>();

    public DkimVerifier(byte[] message) {
        this.message = message;
        this.header = HeaderSection.of(message);
    }

    /**
     * A signature that may be valid.
     *
     * @param domain domain of the signer ({@code d=}), in lower case
     * @param selector name of its key in that domain
     */
    public record CandidateSignature(
            String domain, String selector, HeaderSection.HeaderField field, Tags tags) {
        /** The DNS name of its key. */
        public String keyName() {
            return selector + "._domainkey." + domain;
        }
    }

    /** The tags of a signature. */
    public static final class Tags {
        private final DkimTags all;

        private Tags(DkimTags all) {
            this.all = all;
        }
    }

    /** The signatures that are well-formed and not expired, from the top down. */
    public List<CandidateSignature> candidates(Instant now) {
        return header.fields().stream()
                .filter(field -> field.is("DKIM-Signature"))
                .limit(MOST_SIGNATURES)
                .flatMap(field -> candidate(field, now).stream())
                .toList();
    }

    private Optional<CandidateSignature> candidate(HeaderSection.HeaderField field, Instant now) {
        return DkimTags.parse(text(field))
                .filter(tags -> isWhole(tags) && isInTime(tags, now))
                .map(tags ->
                        new CandidateSignature(
                                lower(tags.bare("d")),
                                lower(tags.bare("s")),
                                field,
                                new Tags(tags)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private String text(HeaderSection.HeaderField field) {
        return new String(
                message,
                field.colon() + 1,
                field.to() - field.colon() - 1,
                StandardCharsets.ISO_8859_1);
    }

    private static boolean isWhole(DkimTags tags) {
        String domain = lower(tags.bare("d"));
        String identity = lower(tags.bare("i"));
        String at = identity.substring(identity.lastIndexOf('@') + 1);
        boolean ofDomain = identity.isEmpty() || at.equals(domain) || at.endsWith("." + domain);
        return tags.bare("v").equals("1")
                && !tags.bare("b").isEmpty()
                && !tags.bare("bh").isEmpty()
                && LABELS.matcher(domain).matches()
                && domain.contains(".")
                && LABELS.matcher(lower(tags.bare("s"))).matches()
                && List.of("rsa-sha256", "ed25519-sha256").contains(algorithm(tags))
                && Arrays.asList(lower(tags.bare("h")).split(":", -1)).contains("from")
                && Arrays.asList(lower(tags.get("q", "dns/txt")).split(":", -1)).contains("dns/txt")
                && tags.find("l").isEmpty()
                && canonical(tags).matches("(simple|relaxed)(/(simple|relaxed))?")
                && ofDomain;
    }

    private static boolean isInTime(DkimTags tags, Instant now) {
        String made = tags.bare("t");
        String ends = tags.bare("x");
        if (!made.matches("[0-9]{0,12}") || !ends.matches("[0-9]{0,12}")) {
            return false;
        }
        boolean begun = made.isEmpty() || Long.parseLong(made) <= now.plus(SKEW).getEpochSecond();
        return begun && (ends.isEmpty() || Long.parseLong(ends) > now.getEpochSecond());
    }

    private static String algorithm(DkimTags tags) {
        return lower(tags.bare("a"));
    }

    private static String canonical(DkimTags tags) {
        return lower(tags.get("c", "simple/simple").replaceAll("\\s", ""));
    }

    /**
     * Whether a signature is valid.
     *
     * @param record the TXT record at {@link CandidateSignature#keyName}
     */
    public boolean isValid(CandidateSignature candidate, String record) {
        DkimTags tags = candidate.tags().all;
        String canonical = canonical(tags);
        boolean relaxedHeader = canonical.startsWith("relaxed");
        boolean relaxedBody = canonical.endsWith("/relaxed");
        try {
            Optional<PublicKey> key =
                    DkimTags.parse(record).flatMap(published -> key(published, tags));
            byte[] hash = Base64.getDecoder().decode(tags.bare("bh"));
            return key.isPresent()
                    && MessageDigest.isEqual(hash, bodyHash(relaxedBody))
                    && verifies(
                            key.get(),
                            hashed(candidate, relaxedHeader),
                            Base64.getDecoder().decode(tags.bare("b")));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The key of a record, if it may be used for such a signature. */
    private static Optional<PublicKey> key(DkimTags published, DkimTags signature) {
        String algorithm = algorithm(signature);
        List<String> flags = Arrays.asList(lower(published.bare("t")).split(":", -1));
        List<String> services = Arrays.asList(lower(published.get("s", "*")).split("\\s*:\\s*"));
        List<String> hashes = Arrays.asList(lower(published.get("h", "sha256")).split("\\s*:\\s*"));
        String identity = lower(signature.bare("i"));
        boolean usable =
                published.get("v", "DKIM1").equals("DKIM1")
                        && algorithm.startsWith(lower(published.get("k", "rsa")) + "-")
                        && (services.contains("*") || services.contains("email"))
                        && hashes.contains("sha256")
                        && !flags.contains("y")
                        && (!flags.contains("s")
                                || identity.isEmpty()
                                || identity.endsWith("@" + lower(signature.bare("d"))))
                        && !published.bare("p").isEmpty();
        return usable ? read(algorithm, published.bare("p")) : Optional.empty();
    }

    private static Optional<PublicKey> read(String algorithm, String base64) {
        byte[] octets = Base64.getDecoder().decode(base64);
        try {
            if (!algorithm.startsWith("rsa")) {
                byte[] whole = Arrays.copyOf(ED25519, ED25519.length + octets.length);
                System.arraycopy(octets, 0, whole, ED25519.length, octets.length);
                return Optional.of(
                        NativeCrypto.keyFactory("Ed25519")
                                .generatePublic(
                                        new X509EncodedKeySpec(
                                                octets.length == 32 ? whole : octets)));
            }
            PublicKey key =
                    NativeCrypto.keyFactory("RSA").generatePublic(new X509EncodedKeySpec(octets));
            int bits = ((RSAPublicKey) key).getModulus().bitLength();
            return bits >= LEAST_BITS && bits <= MOST_BITS ? Optional.of(key) : Optional.empty();
        } catch (GeneralSecurityException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean verifies(PublicKey key, byte[] hashed, byte[] given) {
        boolean rsa = key instanceof RSAPublicKey;
        try {
            Signature signature = NativeCrypto.signature(rsa ? "SHA256withRSA" : "Ed25519");
            signature.initVerify(key);
            signature.update(rsa ? hashed : Sha256.of(hashed));
            return signature.verify(given);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    private byte[] bodyHash(boolean relaxed) {
        return bodyHashes.computeIfAbsent(
                relaxed,
                _ -> relaxed ? DkimSigner.bodyHash(message, header.body()) : simpleBodyHash());
    }

    /**
     * Hashes by RFC 6376 section 3.4.3: empty lines at the end do not count; an empty body is one
     * empty line.
     */
    private byte[] simpleBodyHash() {
        int end = message.length;
        while (end - 2 >= header.body() && message[end - 2] == '\r' && message[end - 1] == '\n') {
            end -= 2;
        }
        MessageDigest digest = Sha256.digest();
        digest.update(message, header.body(), end - header.body());
        return digest.digest(new byte[] {'\r', '\n'});
    }

    /**
     * Hashes the signed fields, then the signature's own without its value (RFC 6376 section 3.7).
     */
    private byte[] hashed(CandidateSignature candidate, boolean relaxed) {
        Map<String, List<HeaderSection.HeaderField>> left = new HashMap<>();
        header.fields()
                .forEach(field ->
                        left.computeIfAbsent(lower(field.name()), _ -> new ArrayList<>())
                                .add(field));
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        for (String name : lower(candidate.tags().all.bare("h")).split(":", -1)) {
            List<HeaderSection.HeaderField> fields = left.getOrDefault(name, List.of());
            if (!fields.isEmpty()) {
                HeaderSection.HeaderField field = fields.removeLast();
                if (relaxed) {
                    hashed.writeBytes(DkimSigner.relaxed(message, field));
                } else {
                    hashed.write(message, field.from(), field.to() - field.from());
                }
            }
        }
        HeaderSection.HeaderField own = candidate.field();
        String bare =
                new String(
                                message,
                                own.from(),
                                own.colon() + 1 - own.from(),
                                StandardCharsets.ISO_8859_1)
                        + VALUE_OF_B.matcher(text(own)).replaceAll("$1$2");
        byte[] octets = bare.getBytes(StandardCharsets.ISO_8859_1);
        byte[] last =
                relaxed
                        ? DkimSigner.relaxed(octets, HeaderSection.of(octets).fields().getFirst())
                        : octets;
        int ends = last.length;
        while (ends > 0 && (last[ends - 1] == '\n' || last[ends - 1] == '\r')) {
            ends--;
        }
        hashed.write(last, 0, ends);
        return hashed.toByteArray();
    }
}
