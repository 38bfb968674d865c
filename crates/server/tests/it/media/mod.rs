//! Pictures of posts: what is made of foreign bytes, what is kept, and what is served.

mod kept;
mod made;
mod samples;
mod served;
