//! Configuration: parsed, validated, and named by key, file and line when wrong.
