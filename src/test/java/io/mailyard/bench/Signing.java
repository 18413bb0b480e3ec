package io.mailyard.bench;

import io.mailyard.base.NativeCrypto;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Locale;

/**
 * Signatures and key pairs a second of processor time, by {@link NativeCrypto} and by the JDK in
 * turn: what DKIM signs, RSA-2048 and Ed25519.
 */
final class Signing {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int TURNS = 11;

    private static final int RSA_BITS = 2048;

    /** A header with the hash of a body, as DKIM signs it. */
    private static final int SIGNED_OCTETS = 1024;

    private final Bench bench;

    Signing(Bench bench) {
        this.bench = bench;
    }

    @FunctionalInterface
    private interface Operation {
        void run() throws GeneralSecurityException;
    }

    void run() {
        try {
            String table =
                    "| Operation | "
                            + NativeCrypto.signature("SHA256withRSA").getProvider().getName()
                            + ", a second | JDK, a second | ratio, median | least | most |\n"
                            + "|---|---|---|---|---|---|\n"
                            + signatures("RSA", "SHA256withRSA", "SunRsaSign")
                            + signatures("Ed25519", "Ed25519", "SunEC")
                            + keyPairs("RSA", "SunRsaSign")
                            + keyPairs("Ed25519", "SunEC");
            bench.report("signatures", table);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private String signatures(String key, String algorithm, String jdk)
            throws GeneralSecurityException {
        KeyPair pair = sized(KeyPairGenerator.getInstance(key, jdk)).generateKeyPair();
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded());
        PrivateKey ours = NativeCrypto.keyFactory(key).generatePrivate(encoded);
        PrivateKey theirs = KeyFactory.getInstance(key, jdk).generatePrivate(encoded);
        byte[] text = new byte[SIGNED_OCTETS];
        return row(
                key + " signature",
                () -> sign(NativeCrypto.signature(algorithm), ours, text),
                () -> sign(Signature.getInstance(algorithm, jdk), theirs, text));
    }

    private static void sign(Signature signature, PrivateKey key, byte[] text)
            throws GeneralSecurityException {
        signature.initSign(key);
        signature.update(text);
        signature.sign();
    }

    private String keyPairs(String key, String jdk) throws GeneralSecurityException {
        KeyPairGenerator ours = sized(NativeCrypto.keyPairGenerator(key));
        KeyPairGenerator theirs = sized(KeyPairGenerator.getInstance(key, jdk));
        return row(key + " key pair", ours::generateKeyPair, theirs::generateKeyPair);
    }

    private static KeyPairGenerator sized(KeyPairGenerator generator) {
        if (generator.getAlgorithm().equals("RSA")) {
            generator.initialize(RSA_BITS);
        }
        return generator;
    }

    /** One turn of each that is not counted, then both in turn. */
    private String row(String name, Operation ours, Operation theirs)
            throws GeneralSecurityException {
        double[] our = new double[TURNS];
        double[] their = new double[TURNS];
        double[] ratios = new double[TURNS];
        aSecond(ours);
        aSecond(theirs);
        for (int turn = 0; turn < TURNS; turn++) {
            our[turn] = aSecond(ours);
            their[turn] = aSecond(theirs);
            ratios[turn] = our[turn] / their[turn];
        }
        return String.format(
                Locale.ROOT,
                "| %s | %,.1f | %,.1f | %.1f | %.1f | %.1f |%n",
                name,
                median(our),
                median(their),
                median(ratios),
                ratios[0],
                ratios[TURNS - 1]);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /**
     * How often it runs in a second of this thread's processor time, so that other programs on the
     * machine count for little; at least once.
     */
    private double aSecond(Operation operation) throws GeneralSecurityException {
        long nanos = bench.plan().turn().toNanos();
        long begun = THREADS.getCurrentThreadCpuTime();
        long runs = 0;
        long taken;
        do {
            operation.run();
            runs++;
            taken = THREADS.getCurrentThreadCpuTime() - begun;
        } while (taken < nanos);
        return runs * 1e9 / taken;
    }
}
