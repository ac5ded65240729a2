package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    private Path data = Path.of("");

    @Test
    void are_made_once_and_kept() {
        Credentials first = Credentials.keptIn(data);

        assertThat(Credentials.keptIn(data)).isEqualTo(first);
        assertThat(Credentials.adminKeyIn(data)).contains(first.adminKey());
    }

    @Test
    void differ_from_one_data_folder_to_the_next() {
        Credentials here = Credentials.keptIn(Folders.make(data.resolve("here")));
        Credentials there = Credentials.keptIn(Folders.make(data.resolve("there")));

        assertThat(here.adminKey()).isNotEqualTo(there.adminKey());
        assertThat(here.postgresPassword()).isNotEqualTo(there.postgresPassword());
        assertThat(here.s3AccessKey()).isNotEqualTo(there.s3AccessKey());
        assertThat(here.s3SecretKey()).isNotEqualTo(there.s3SecretKey());
    }

    @Test
    void are_readable_by_their_owner_alone() throws IOException {
        Credentials.keptIn(data);

        assertThat(Files.getPosixFilePermissions(data.resolve("credentials.properties")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void keep_a_key_that_the_user_wrote_and_add_the_missing_ones() throws IOException {
        Files.writeString(data.resolve("credentials.properties"), "HOLDED_ADMIN_KEY=chosen-by-somebody-himself\n");

        Credentials credentials = Credentials.keptIn(data);

        assertThat(credentials.adminKey()).isEqualTo(new Secret("chosen-by-somebody-himself"));
        assertThat(Credentials.keptIn(data)).isEqualTo(credentials);
    }

    @Test
    void name_the_folder_that_cannot_be_written() throws IOException {
        Path file = Files.createFile(data.resolve("no-folder"));

        assertThatThrownBy(() -> Credentials.keptIn(file))
                .isInstanceOf(LocalProblem.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--data");
    }
}
