package io.lakehouse.crypto.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A script of the page.
 *
 * @param text what stands between the tags, to the letter
 * @param hash what the page's security policy knows it by
 */
record Script(String text, String hash) {

    static Script of(String text) {
        return new Script(text, "sha256-" + Base64.getEncoder().encodeToString(sha256(text)));
    }

    /** JSON such that nothing in it ends the script that holds it: these characters occur in its strings only. */
    static String data(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash a script: every JDK has SHA-256.", e);
        }
    }
}
